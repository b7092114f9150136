// A host name of one's own: integrators change that and nothing else.
import { describe, expect, test } from 'vitest';
import { parseStage } from '../../infra/stage.ts';
import { exampleStage, resourcesOf, synthesiseStage, variablesOf } from '../support/stage-template.ts';

const domain = {
  name: 'calls.example.com',
  certificateArn: 'arn:aws:acm:eu-central-1:123456789012:certificate/0a1b2c3d-0000-4000-8000-000000000000',
};
const hostedZone = { id: 'Z0123456789ABCDEFGHIJ', name: 'example.com' };

const template = synthesiseStage(exampleStage({ domain }));

const baseUrls = (from = template) =>
  new Set(
    resourcesOf(from, 'AWS::Lambda::Function').flatMap((one) => variablesOf(one).PUBLIC_BASE_URL ?? []),
  );

describe('with a domain', () => {
  test('the API answers to it by TLS 1.2 or later, with the given certificate', () => {
    const [name, ...more] = resourcesOf(template, 'AWS::ApiGatewayV2::DomainName');
    expect(more).toEqual([]);
    expect(name?.properties).toMatchObject({
      DomainName: domain.name,
      DomainNameConfigurations: [
        {
          CertificateArn: domain.certificateArn,
          EndpointType: 'REGIONAL',
          SecurityPolicy: 'TLS_1_2',
          // What the AAAA record points at must have such an address.
          IpAddressType: 'dualstack',
        },
      ],
    });
  });

  test('every path is where it was, for the whole API is mapped to it without a prefix', () => {
    const [mapping, ...more] = resourcesOf(template, 'AWS::ApiGatewayV2::ApiMapping');
    expect(more).toEqual([]);
    expect(mapping?.properties).toMatchObject({ Stage: '$default' });
    expect(mapping?.properties).not.toHaveProperty('ApiMappingKey');
    const routes = (from: typeof template) =>
      resourcesOf(from, 'AWS::ApiGatewayV2::Route').map(({ properties }) => properties.RouteKey);
    expect(routes(template)).toEqual(routes(synthesiseStage(exampleStage())));
  });

  test('the address that API Gateway gives is switched off', () => {
    const [api] = resourcesOf(template, 'AWS::ApiGatewayV2::Api');
    expect(api?.properties).toMatchObject({ DisableExecuteApiEndpoint: true });
  });

  test('and left on while vendor and callers move, where the stage says so', () => {
    const moving = synthesiseStage(exampleStage({ domain: { ...domain, keepOwnAddress: true } }));
    const [api] = resourcesOf(moving, 'AWS::ApiGatewayV2::Api');
    expect(api?.properties).toMatchObject({ DisableExecuteApiEndpoint: false });
    expect(baseUrls(moving)).toEqual(new Set(['https://calls.example.com']));
    const [log] = resourcesOf(moving, 'AWS::ApiGatewayV2::Stage').map(
      (one) => one.properties.AccessLogSettings,
    );
    expect(JSON.stringify(log)).toContain('$context.domainName');
  });

  test('every link is made of it, unless a public base URL says otherwise', () => {
    expect(baseUrls()).toEqual(new Set(['https://calls.example.com']));
    const behindProxy = exampleStage({ domain, publicBaseUrl: 'https://front.example' });
    expect(baseUrls(synthesiseStage(behindProxy))).toEqual(new Set(['https://front.example']));
  });

  test('without a hosted zone no record is made, and an output tells where one must point', () => {
    expect(resourcesOf(template, 'AWS::Route53::RecordSet')).toEqual([]);
    const outputs: Record<string, unknown> = template.toJSON().Outputs;
    expect(JSON.stringify(outputs.CnameTarget)).toContain('RegionalDomainName');
  });

  test('with a hosted zone it gets an alias for IPv4 and IPv6', () => {
    const made = synthesiseStage(exampleStage({ domain: { ...domain, hostedZone } }));
    const records = resourcesOf(made, 'AWS::Route53::RecordSet').map(({ properties }) => properties);
    expect(records.map(({ Type }) => Type).sort()).toEqual(['A', 'AAAA']);
    for (const record of records) {
      expect(record).toMatchObject({ Name: 'calls.example.com.', HostedZoneId: hostedZone.id });
      expect(JSON.stringify(record.AliasTarget)).toContain('RegionalHostedZoneId');
    }
    expect(JSON.stringify(made.toJSON().Outputs)).not.toContain('CnameTarget');
  });
});

test('without one the API has its own address alone', () => {
  const plain = synthesiseStage(exampleStage());
  expect(resourcesOf(plain, 'AWS::ApiGatewayV2::DomainName')).toEqual([]);
  const [api] = resourcesOf(plain, 'AWS::ApiGatewayV2::Api');
  expect(api?.properties).not.toHaveProperty('DisableExecuteApiEndpoint');
});

const good = {
  name: 'prod',
  callmetrik: { baseUrl: 'https://callmetrik.example.com', userId: 'u' },
  webhookAuth: 'token',
};

test.each([
  [{ name: 'https://calls.example.com' }, /host name in lower case/],
  [{ name: 'calls.example.com/v1' }, /host name in lower case/],
  [{ name: 'Calls.example.com' }, /host name in lower case/],
  [{ certificateArn: 'arn:aws:iam::123456789012:server-certificate/x' }, /ARN of an ACM certificate/],
  [{ certificateArn: undefined }, /certificateArn/],
  [{ hostedZone: { id: '/hostedzone/Z1', name: 'example.com' } }, /hostedZone/],
  [{ hostedZone: { ...hostedZone, name: 'ample.com' } }, /not in the hosted zone ample.com/],
  [{ hostedzone: hostedZone }, /hostedzone/],
])('the domain %o is refused by name', (changes, message) => {
  expect(() => parseStage({ ...good, domain: { ...domain, ...changes } })).toThrow(message);
});
