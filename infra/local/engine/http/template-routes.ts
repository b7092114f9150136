// From template to front door: the one HTTP API, its routes and the functions behind them.
import { z } from 'zod';
import type { Functions } from '../functions/functions.ts';
import type { Stack } from '../template/stack.ts';
import { corsConfiguration } from './cors.ts';
import type { HttpApi } from './http-api.ts';
import { createRouteTable, type Route } from './route-table.ts';

const apiProperties = z.object({
  ProtocolType: z.literal('HTTP', 'only HTTP APIs are known locally'),
  CorsConfiguration: corsConfiguration.optional(),
});

const integrationProperties = z.object({
  IntegrationType: z.literal('AWS_PROXY', 'only Lambda proxy integrations are known locally'),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0', 'only payload format 2.0 is known locally'),
});

const routeProperties = z.object({
  RouteKey: z.string(),
  Target: z.string().startsWith('integrations/'),
  AuthorizationType: z.literal('NONE', 'authorizers are not known locally').default('NONE'),
});

/** @throws Error when the template has more than one API, or a route leads to no function. */
export function readHttpApi(
  stack: Stack,
  functions: Functions,
): Pick<HttpApi, 'id' | 'cors' | 'match' | 'find'> {
  const apis = stack.resources(['AWS::ApiGatewayV2::Api'], apiProperties);
  if (apis.length > 1) throw new Error('The local engine runs one HTTP API, the template has several');
  const [api] = apis;
  const targets = new Map(
    stack
      .resources(['AWS::ApiGatewayV2::Integration'], integrationProperties)
      .map(({ identity, properties }) => [identity.physicalId, properties.IntegrationUri]),
  );
  const routes = stack
    .resources(['AWS::ApiGatewayV2::Route'], routeProperties)
    .map(({ logicalId, properties }): Route => {
      const target = targets.get(properties.Target.slice('integrations/'.length));
      if (target === undefined)
        throw new Error(`Resource "${logicalId}": no integration ${properties.Target}`);
      functions.find(target);
      return { routeKey: properties.RouteKey, target };
    });
  return {
    id: api?.identity.physicalId ?? 'none',
    cors: api?.properties.CorsConfiguration,
    match: createRouteTable(routes),
    find: functions.find,
  };
}
