// One upload at the vendor simulator, from its first header to the webhooks that follow.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendJson } from '../loopback-server.ts';
import { pause } from '../pause.ts';
import { planAnswer, writeAnswer } from './answer.ts';
import { type FullPlan, type PlanBook, type WebhookPlan, webhookDelayMs } from './plan.ts';
import type { RequestLog, VendorRequest } from './request-log.ts';
import { BrokenUploadError, readUpload, type Upload } from './upload.ts';
import { judge, type Verdict, webhookBody } from './verdict.ts';
import type { WebhookSender } from './webhook-sender.ts';

export interface UploadDesk {
  readonly plans: PlanBook;
  readonly log: RequestLog;
  readonly webhooks: WebhookSender;
  /** Undefined accepts every token, but not a missing one. */
  readonly token: string | undefined;
  readonly closing: AbortSignal;
}

/** One client on the line. */
interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly entry: VendorRequest;
}

const tokenHeader = 'pdai-api-token';

export async function receiveUpload(
  desk: UploadDesk,
  userId: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const entry = startEntry(desk, userId, request);
  desk.log.add(entry);
  const call = { request, response, entry };
  let plan: FullPlan | undefined;
  try {
    const upload = await readUpload(request, (name, value) => {
      if (name !== 'audioID' || value === '' || plan !== undefined || !entry.tokenAccepted) return;
      plan = desk.plans.take(value);
      entry.audioID = value;
      if (plan.drop === 'before-body') drop(call);
    });
    if (entry.outcome === 'dropped') return;
    noteUpload(entry, upload);
    const missing = missingPart(upload);
    if (!entry.tokenAccepted) refuse(call, 401, 'INVALID_TOKEN', 'Invalid token');
    else if (missing !== undefined) refuse(call, 400, 'MISSING_FIELD', `Missing ${missing}`);
    else if (plan !== undefined) await answerUpload(desk, call, upload, plan);
  } catch (error) {
    if (!(error instanceof BrokenUploadError)) throw error;
    if (request.destroyed && !request.complete) end(entry, 'dropped');
    else refuse(call, 400, 'BAD_REQUEST', error.message);
  }
}

async function answerUpload(desk: UploadDesk, call: Call, upload: Upload, planned: FullPlan): Promise<void> {
  const plan = insistOnAudio(upload, planned);
  const verdict = judge(upload, plan);
  const answered = Promise.withResolvers<void>();
  try {
    await callBack(desk, call.entry, verdict, plan, answered.promise);
    if (!(await pause(plan.latencyMs, desk.closing))) return;
    if (plan.drop === 'after-body') return drop(call);
    const answer = planAnswer(plan, verdict);
    end(call.entry, plan.drop === 'mid-answer' ? 'dropped' : { status: answer.status });
    await writeAnswer(call.response, plan, answer);
  } finally {
    answered.resolve();
  }
}

/** Audio that the vendor cannot read is refused whatever the plan, unless that is an error anyway. */
function insistOnAudio(upload: Upload, plan: FullPlan): FullPlan {
  if (upload.file?.audio !== undefined || (plan.status ?? 200) >= 400) return plan;
  return { ...plan, status: 422, answer: 'refusal' };
}

/** Schedules the planned webhooks; waits only for those that must come before the answer. */
async function callBack(
  desk: UploadDesk,
  entry: VendorRequest,
  verdict: Verdict,
  plan: FullPlan,
  answered: Promise<void>,
): Promise<void> {
  const isError = (plan.status ?? 200) >= 400;
  for (const webhook of [plan.webhook].flat()) {
    if (webhook.when === 'never' || (isError && !webhook.despiteError)) continue;
    const isFirst = webhook.when === 'before-answer';
    const sent = desk.webhooks.schedule(
      {
        audioID: verdict.audioID,
        callbackUrl: entry.fields.callbackUrl,
        body: bodyOf(webhook, verdict),
        delayMs: webhookDelayMs(webhook),
        copies: webhook.copies,
        concurrently: webhook.concurrently,
        forgedToken: webhook.forged === true || webhook.forged === 'token',
      },
      isFirst ? Promise.resolve() : answered,
      (attempt) => entry.webhooks.push(attempt),
    );
    if (isFirst) await sent;
  }
}

function bodyOf(webhook: WebhookPlan, verdict: Verdict): string {
  if (typeof webhook.body === 'string') return webhook.body;
  if (webhook.body !== undefined) return JSON.stringify(webhook.body);
  const isForged = webhook.forged === true || webhook.forged === 'audioID';
  const audioID = isForged ? `forged-${verdict.audioID}` : verdict.audioID;
  return JSON.stringify(webhookBody({ ...verdict, audioID }, webhook.results));
}

function startEntry(desk: UploadDesk, userId: string, request: IncomingMessage): VendorRequest {
  const { [tokenHeader]: token, ...others } = request.headers;
  const headers = Object.entries(others).map(([name, value]) => [name, String(value)] as const);
  return {
    at: new Date().toISOString(),
    userId,
    headers: Object.fromEntries(headers),
    audioID: undefined,
    tokenAccepted: token !== undefined && token !== '' && (desk.token === undefined || token === desk.token),
    fields: {},
    file: undefined,
    audio: undefined,
    unsupported: undefined,
    outcome: 'pending',
    endedAt: undefined,
    webhooks: [],
  };
}

function noteUpload(entry: VendorRequest, { fields, file }: Upload): void {
  entry.fields = fields;
  entry.audioID = fields.audioID;
  if (file === undefined) return;
  entry.file = { name: file.name, contentType: file.contentType, bytes: file.bytes };
  entry.unsupported = file.unsupported;
  if (file.audio === undefined) return;
  const { segments, ...audio } = file.audio;
  entry.audio = { ...audio, voicedSegments: segments.length };
}

function missingPart({ fields, file }: Upload): string | undefined {
  if (file === undefined) return 'files';
  return ['audioID', 'audioSource'].find((name) => !fields[name]);
}

function refuse({ entry, response }: Call, status: number, errorCode: string, message: string): void {
  end(entry, { status });
  sendJson(response, status, { success: false, message, error_code: errorCode });
}

function drop({ entry, request }: Call): void {
  end(entry, 'dropped');
  request.socket.resetAndDestroy();
}

function end(entry: VendorRequest, outcome: VendorRequest['outcome']): void {
  entry.outcome = outcome;
  entry.endedAt ??= new Date().toISOString();
}
