// A secret that functions read by its ARN; its value is in the store alone, never in the template or an environment.
import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { ContractFunction } from './contract-function.ts';

export interface SecretValueProps {
  readonly envKey: string;
  readonly description: string;
}

export class SecretValue extends Construct {
  readonly secret: Secret;
  readonly #envKey: string;

  constructor(scope: Construct, id: string, { envKey, description }: SecretValueProps) {
    super(scope, id);
    this.#envKey = envKey;
    this.secret = new Secret(this, 'Secret', {
      description,
      generateSecretString: { passwordLength: 48, excludePunctuation: true },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Validations.of(this.secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'The other side must learn of a new value first: the vendor, or the sealed rows. A person rotates it.',
    });
  }

  grantRead(to: ContractFunction): void {
    to.allow(['secretsmanager:GetSecretValue'], [this.secret.secretArn]);
    to.give(this.#envKey, this.secret.secretArn);
  }
}
