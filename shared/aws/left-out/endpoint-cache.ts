// Stands in for @aws-sdk/endpoint-cache when functions are bundled: endpoint discovery is off, as it is by default, so DynamoDB's
// client makes a cache that it never looks into.

/** Named as in @aws-sdk/endpoint-cache. */
export class EndpointCache {
  get(): undefined {
    return undefined;
  }

  set(): void {}

  has(): boolean {
    return false;
  }

  delete(): void {}

  clear(): void {}
}
