// The address callers use: the API's own, or a host name of the operator's with a certificate of its own.
import { DomainName, IpAddressType, SecurityPolicy } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { AaaaRecord, ARecord, HostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { ApiGatewayv2DomainProperties } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';
import type { Stage } from '../stage.ts';

/** A host name that API Gateway answers to, by TLS 1.2 or later alone. */
export class PublicAddress extends Construct {
  readonly domainName: DomainName;

  constructor(scope: Construct, id: string, domain: NonNullable<Stage['domain']>) {
    super(scope, id);
    this.domainName = new DomainName(this, 'DomainName', {
      domainName: domain.name,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', domain.certificateArn),
      securityPolicy: SecurityPolicy.TLS_1_2,
      // Else the AAAA record would lead nowhere.
      ipAddressType: IpAddressType.DUAL_STACK,
    });
    const { regionalDomainName, regionalHostedZoneId } = this.domainName;
    if (!domain.hostedZone) return;
    const { id: hostedZoneId, name: zoneName } = domain.hostedZone;
    const record = {
      zone: HostedZone.fromHostedZoneAttributes(this, 'Zone', { hostedZoneId, zoneName }),
      recordName: `${domain.name}.`,
      target: RecordTarget.fromAlias(
        new ApiGatewayv2DomainProperties(regionalDomainName, regionalHostedZoneId),
      ),
    };
    new ARecord(this, 'Alias', record);
    new AaaaRecord(this, 'AliasIpv6', record);
  }
}
