// Keys and indexes as they are deployed: what a change to them would cost is to be known before it is made.
import { describe, expect, test } from 'vitest';
import { exampleStage, resourcesOf, synthesiseStage } from '../support/stage-template.ts';

const template = synthesiseStage(exampleStage());

describe('what is kept', () => {
  const tables = resourcesOf(template, 'AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table');

  test('keys and indexes of the tables are what they were: CloudFormation changes neither in place', () => {
    const shapes = tables.map(({ id, properties }) => ({
      table: id.replace(/Table[0-9A-F]{8}$/, ''),
      KeySchema: properties.KeySchema,
      AttributeDefinitions: properties.AttributeDefinitions,
      GlobalSecondaryIndexes: properties.GlobalSecondaryIndexes,
    }));
    expect(shapes).toMatchInlineSnapshot(`
      [
        {
          "AttributeDefinitions": [
            {
              "AttributeName": "pk",
              "AttributeType": "S",
            },
            {
              "AttributeName": "sk",
              "AttributeType": "S",
            },
            {
              "AttributeName": "dueShard",
              "AttributeType": "S",
            },
            {
              "AttributeName": "dueAt",
              "AttributeType": "N",
            },
            {
              "AttributeName": "listPk",
              "AttributeType": "S",
            },
            {
              "AttributeName": "listedAt",
              "AttributeType": "S",
            },
            {
              "AttributeName": "sourcePk",
              "AttributeType": "S",
            },
            {
              "AttributeName": "statusPk",
              "AttributeType": "S",
            },
            {
              "AttributeName": "audioKey",
              "AttributeType": "S",
            },
          ],
          "GlobalSecondaryIndexes": [
            {
              "IndexName": "due",
              "KeySchema": [
                {
                  "AttributeName": "dueShard",
                  "KeyType": "HASH",
                },
                {
                  "AttributeName": "dueAt",
                  "KeyType": "RANGE",
                },
              ],
              "Projection": {
                "NonKeyAttributes": [
                  "source",
                  "acceptedAt",
                ],
                "ProjectionType": "INCLUDE",
              },
            },
            {
              "IndexName": "byTime",
              "KeySchema": [
                {
                  "AttributeName": "listPk",
                  "KeyType": "HASH",
                },
                {
                  "AttributeName": "listedAt",
                  "KeyType": "RANGE",
                },
              ],
              "Projection": {
                "ProjectionType": "KEYS_ONLY",
              },
            },
            {
              "IndexName": "bySource",
              "KeySchema": [
                {
                  "AttributeName": "sourcePk",
                  "KeyType": "HASH",
                },
                {
                  "AttributeName": "listedAt",
                  "KeyType": "RANGE",
                },
              ],
              "Projection": {
                "ProjectionType": "KEYS_ONLY",
              },
            },
            {
              "IndexName": "byStatus",
              "KeySchema": [
                {
                  "AttributeName": "statusPk",
                  "KeyType": "HASH",
                },
                {
                  "AttributeName": "listedAt",
                  "KeyType": "RANGE",
                },
              ],
              "Projection": {
                "ProjectionType": "KEYS_ONLY",
              },
            },
            {
              "IndexName": "byAudioId",
              "KeySchema": [
                {
                  "AttributeName": "listPk",
                  "KeyType": "HASH",
                },
                {
                  "AttributeName": "audioKey",
                  "KeyType": "RANGE",
                },
              ],
              "Projection": {
                "ProjectionType": "KEYS_ONLY",
              },
            },
          ],
          "KeySchema": [
            {
              "AttributeName": "pk",
              "KeyType": "HASH",
            },
            {
              "AttributeName": "sk",
              "KeyType": "RANGE",
            },
          ],
          "table": "Recordings",
        },
        {
          "AttributeDefinitions": [
            {
              "AttributeName": "pk",
              "AttributeType": "S",
            },
            {
              "AttributeName": "listPk",
              "AttributeType": "S",
            },
            {
              "AttributeName": "listSk",
              "AttributeType": "S",
            },
          ],
          "GlobalSecondaryIndexes": [
            {
              "IndexName": "list",
              "KeySchema": [
                {
                  "AttributeName": "listPk",
                  "KeyType": "HASH",
                },
                {
                  "AttributeName": "listSk",
                  "KeyType": "RANGE",
                },
              ],
              "Projection": {
                "ProjectionType": "ALL",
              },
            },
          ],
          "KeySchema": [
            {
              "AttributeName": "pk",
              "KeyType": "HASH",
            },
          ],
          "table": "Accounts",
        },
      ]
    `);
  });
});
