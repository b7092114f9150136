// The customers' network, for the one function that posts to servers in it. Imported by id: nothing is looked up at synth.
import { Annotations, CfnOutput, Validations } from 'aws-cdk-lib';
import { type ISecurityGroup, type IVpc, SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { type IRole, ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Stage } from '../stage.ts';

const accessPolicy = 'service-role/AWSLambdaVPCAccessExecutionRole';

export class ForwardNetwork extends Construct {
  readonly #vpc: IVpc;
  readonly #securityGroups: readonly ISecurityGroup[];

  constructor(scope: Construct, id: string, settings: NonNullable<Stage['forwardVpc']>) {
    super(scope, id);
    const { vpcId, subnetIds, availabilityZones, securityGroupIds } = settings;
    this.#vpc = Vpc.fromVpcAttributes(this, 'Vpc', {
      vpcId,
      availabilityZones,
      privateSubnetIds: subnetIds,
    });
    for (const subnet of this.#vpc.privateSubnets) {
      Annotations.of(subnet).acknowledgeWarning(
        '@aws-cdk/aws-ec2:noSubnetRouteTableId',
        'No route is added: they are as the operator made them',
      );
    }
    if (securityGroupIds.length > 0) {
      this.#securityGroups = securityGroupIds.map((groupId) =>
        SecurityGroup.fromSecurityGroupId(this, groupId, groupId, { mutable: false }),
      );
      return;
    }
    const group = new SecurityGroup(this, 'SecurityGroup', {
      vpc: this.#vpc,
      description: 'Deliveries to customers: out to anywhere, nothing in',
      allowAllOutbound: true,
    });
    this.#securityGroups = [group];
    // Customers' firewalls and interface endpoints must let it in.
    new CfnOutput(this, 'SecurityGroupId', { value: group.securityGroupId });
  }

  /** Where a function is put. */
  get placement() {
    return {
      vpc: this.#vpc,
      vpcSubnets: { subnets: this.#vpc.privateSubnets },
      securityGroups: [...this.#securityGroups],
    };
  }

  /** Lambda itself makes the network interfaces, in the name of the function's role. */
  admit(role: IRole): void {
    role.addManagedPolicy(ManagedPolicy.fromAwsManagedPolicyName(accessPolicy));
    Validations.of(role).acknowledge({
      id: `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${accessPolicy}]`,
      reason:
        "Network interfaces cannot be named before they are made: AWS's own list of rights, for one function",
    });
  }
}
