// Mistakes that put a secret where it does not belong: none of them may end in a log.
import { pick } from '../fuzz/pick.ts';
import type { Tenant } from './tenants.ts';
import { callAs, type TenantCall, type World } from './world.ts';

const submitPath = '/voiceTranscription/api.php';
const webhookPath = '/voiceTranscription/voiceTranscriptionWebhook.php';

const calls = (world: World, tenant: Tenant, secret: string): readonly TenantCall[] => {
  const { submitKey, readKey, name, phone, canary } = tenant;
  const url = `${world.outside.baseUrl}/${canary}/x.wav?token=${secret}`;
  const { adminKey } = world.stack.keys;
  return [
    { path: `/v1/recordings?token=${secret}&audioID=1`, key: readKey },
    { path: `/v1/recordings?${readKey}`, key: readKey },
    { path: `/v1/recordings?${secret}=1`, key: readKey },
    { path: `/v1/recordings?audioID=1&api_key=${submitKey}` },
    { path: `/v1/recordings/${secret}`, key: readKey },
    { path: '/v1/recordings/rec_x', headers: { authorization: `Bearer ${secret}` } },
    {
      path: '/v1/recordings/rec_x',
      headers: { authorization: `Basic ${secret}`, cookie: `voxgate=${secret}` },
    },
    { path: `/v1/admin/recordings?audioID=${secret}`, key: submitKey },
    { path: `/v1/admin/keys?${secret}`, key: adminKey },
    { path: '/v1/admin/keys', headers: { cookie: `voxgate=${secret}`, 'x-csrf-token': secret } },
    {
      method: 'POST',
      path: submitPath,
      key: submitKey,
      json: { audioID: '1', voicefileURL: `ftp://${secret}`, audioSource: name },
    },
    {
      method: 'POST',
      path: submitPath,
      key: submitKey,
      json: { audioID: '1\n', voicefileURL: url, audioSource: secret },
    },
    {
      method: 'POST',
      path: submitPath,
      key: secret,
      json: { audioID: '1', voicefileURL: url, audioSource: name },
    },
    {
      method: 'POST',
      path: `${submitPath}?api_key=${secret}`,
      json: { audioID: '1', voicefileURL: url, audioSource: name },
    },
    { method: 'POST', path: submitPath, headers: { 'content-type': `${secret}` }, json: { a: secret } },
    {
      method: 'POST',
      path: submitPath,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      json: `&${secret}&${secret}`,
    },
    {
      method: 'POST',
      path: submitPath,
      key: submitKey,
      headers: { 'idempotency-key': `\u00e9${secret}` },
      json: { audioID: '1', voicefileURL: url, audioSource: name },
    },
    {
      method: 'POST',
      path: `${webhookPath}?recording=rec_x&token=${secret}`,
      json: { results: [{ audioID: '1', transcription: phone }] },
    },
    {
      method: 'POST',
      path: webhookPath,
      headers: { 'content-type': 'text/plain' },
      json: `not JSON ${secret} ${phone}`,
    },
    {
      method: 'POST',
      path: '/v1/admin/keys',
      key: adminKey,
      json: { audioSource: name, key: `vxg_${secret}` },
    },
    { method: 'POST', path: '/v1/admin/keys', key: adminKey, json: { [secret]: 1 } },
    { method: 'POST', path: '/v1/admin/session', json: { key: secret } },
    {
      method: 'PUT',
      path: '/v1/admin/sources/x',
      key: adminKey,
      json: { vendorSource: 'pbx', signingSecret: secret },
    },
    {
      method: 'PUT',
      path: '/v1/admin/sources/x',
      key: adminKey,
      json: { vendorSource: 'pbx', forwardHeaders: { [secret]: `\n${secret}` } },
    },
    {
      method: 'PUT',
      path: '/v1/admin/sources/x',
      key: adminKey,
      json: { vendorSource: 'pbx', forwardUrl: `http://u:${secret}@127.0.0.1/` },
    },
  ];
};

export const beCareless = async (world: World, tenant: Tenant): Promise<void> => {
  const secret = `secret${world.random.token(24)}`;
  world.secrets.add(secret);
  await callAs(world, tenant, pick(world.random, calls(world, tenant, secret)));
};
