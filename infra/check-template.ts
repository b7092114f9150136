// What a template must pass before it leaves: AWS's lists of mistakes. CloudFormation's own schemas come with the feature flag
// `validateAgainstDefaultRules` in cdk.json.
import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';

/** A finding stops the synthesis, unless it is acknowledged with its reason beside the construct it is about. */
export const checkTemplate = (app: App): void =>
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
