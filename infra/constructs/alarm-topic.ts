// Where every alarm goes: an encrypted topic, with an operator's e-mail address where the stage names one.
import { Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Stage } from '../stage.ts';

export class AlarmTopic extends Construct {
  readonly topic: Topic;
  /** Where operators read the runbook. */
  readonly runbookUrl: string;

  constructor(scope: Construct, id: string, { alarmEmail, runbookUrl }: Stage) {
    super(scope, id);
    this.runbookUrl = runbookUrl;
    const cloudWatch = {
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
    };
    // Alarms cannot use SNS's own key: https://repost.aws/knowledge-center/cloudwatch-receive-sns-for-alarm-trigger
    const masterKey = new Key(this, 'Key', { enableKeyRotation: true, description: 'Alarms on their way' });
    // In a key's policy `*` means this key.
    masterKey.addToResourcePolicy(
      new PolicyStatement({
        ...cloudWatch,
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
      }),
    );
    this.topic = new Topic(this, 'Topic', { masterKey, enforceSSL: true });
    // A topic with a policy of its own no longer has the one that lets its account's alarms in.
    this.topic.addToResourcePolicy(
      new PolicyStatement({ ...cloudWatch, actions: ['sns:Publish'], resources: [this.topic.topicArn] }),
    );
    if (alarmEmail !== undefined) this.#tell(alarmEmail);
  }

  #tell(address: string): void {
    this.topic.addSubscription(new EmailSubscription(address));
    Validations.of(this.topic).acknowledge({
      id: 'Serverless-SNSRedrivePolicy',
      reason: 'SNS tries mail again by itself, and the alarm stands in the console until it is over',
    });
  }
}
