// A source that moves: what was made for its former server still goes there, without what was meant for the new one.
import { expect, test } from 'vitest';
import { deliverResult } from '../../functions/pipeline/deliver/deliver-result.ts';
import { portsWith } from '../support/arrange-flow.ts';
import { makeDelivery } from '../support/make-delivery.ts';
import { makeSource } from '../support/make-source.ts';

const former = 'https://former.example/results';
const present = 'https://present.example/results';

test('the headers of the present server are not sent to the former', async () => {
  const ports = portsWith(makeSource({ forwardUrl: present, forwardHeaders: { authorization: 'present' } }));
  const delivery = makeDelivery({ url: former });
  await ports.deliveries.create(delivery);
  await deliverResult(ports, delivery.id);
  expect(ports.receiver.posts.map(({ url, headers }) => [url, headers.authorization])).toEqual([
    [former, undefined],
  ]);
});

test('nor those of the former to the present, however long the source is believed', async () => {
  const ports = portsWith(makeSource({ forwardUrl: former, forwardHeaders: { authorization: 'former' } }));
  ports.sources.cacheSeconds = 30;
  await ports.sources.get('default', 'PBXdemo');
  ports.sources.put(makeSource({ forwardUrl: present, forwardHeaders: { authorization: 'present' } }));
  const delivery = makeDelivery({ url: present });
  await ports.deliveries.create(delivery);
  await deliverResult(ports, delivery.id);
  expect(ports.receiver.posts.map(({ url, headers }) => [url, headers.authorization])).toEqual([
    [present, 'present'],
  ]);
});
