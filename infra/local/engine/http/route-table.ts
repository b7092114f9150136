// Inside the HTTP API: which route a method and a path belong to, with the priority that API Gateway documents.

export interface Route {
  /** `POST /calls/{id}`, `ANY /admin/{proxy+}`, `$default` */
  readonly routeKey: string;
  /** ARN or name of the function. */
  readonly target: string;
}

export interface RouteMatch {
  readonly route: Route;
  readonly pathParameters: Readonly<Record<string, string>>;
}

interface Parsed {
  readonly route: Route;
  readonly method: string;
  readonly segments: readonly string[];
}

/**
 * A full match goes before a greedy one, literal segments before variables, the exact method before ANY, and $default
 * comes last; a slash at the end is a greedy variable's too (https://github.com/storacha/w3infra/pull/166):
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export function createRouteTable(
  routes: readonly Route[],
): (method: string, path: string) => RouteMatch | undefined {
  const fallback = routes.find((route) => route.routeKey === '$default');
  const parsed = routes.filter((route) => route !== fallback).map(parse);
  parsed.sort((a, b) => compareWeights(weights(a), weights(b)));
  return (method, path) => {
    const segments = path.split('/').slice(1);
    for (const one of parsed) {
      if (one.method !== 'ANY' && one.method !== method) continue;
      const pathParameters = matchSegments(one.segments, segments);
      if (pathParameters !== undefined) return { route: one.route, pathParameters };
    }
    return fallback && { route: fallback, pathParameters: {} };
  };
}

function parse(route: Route): Parsed {
  const [method = '', path = ''] = route.routeKey.split(' ');
  return { route, method, segments: path.split('/').slice(1) };
}

function weights({ method, segments }: Parsed): readonly number[] {
  const perSegment = segments.map((one) => (isGreedy(one) ? 2 : isVariable(one) ? 1 : 0));
  const greedy = perSegment.includes(2) ? 1 : 0;
  return [greedy, ...perSegment, -1, method === 'ANY' ? 1 : 0];
}

function compareWeights(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function matchSegments(
  pattern: readonly string[],
  actual: readonly string[],
): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, segment] of pattern.entries()) {
    const value = actual[index];
    if (value === undefined) return undefined;
    if (isGreedy(segment)) {
      parameters[segment.slice(1, -2)] = actual.slice(index).join('/');
      return parameters;
    }
    if (isVariable(segment)) {
      if (value === '') return undefined;
      parameters[segment.slice(1, -1)] = value;
    } else if (segment !== value) return undefined;
  }
  return pattern.length === actual.length ? parameters : undefined;
}

function isGreedy(segment: string): boolean {
  return segment.startsWith('{') && segment.endsWith('+}');
}

function isVariable(segment: string): boolean {
  return segment.startsWith('{') && segment.endsWith('}');
}
