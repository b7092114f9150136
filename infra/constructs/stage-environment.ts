// The stage's settings as functions read them; each function is given those that its contract names.
import type { Stage } from '../stage.ts';

export const stageEnvironment = (stage: Stage, publicBaseUrl: string): Readonly<Record<string, string>> => ({
  STAGE: stage.name,
  LOG_RETENTION_DAYS: String(stage.logRetentionDays),
  PUBLIC_BASE_URL: publicBaseUrl,
  CORS_ORIGIN: stage.corsOrigin,
  WEBHOOK_AUTH: stage.webhookAuth,
  SOX_DIRECTORY: '/opt/sox',
  // The local stack alone says `local`, and may then allow loopback.
  ADDRESS_POLICY: 'production',
  DOWNLOAD_ALLOW_CIDRS: stage.downloadAllowCidrs.join(','),
  FORWARD_ALLOW_CIDRS: stage.forwardAllowCidrs.join(','),
  CALLMETRIK_BASE_URL: stage.callmetrik.baseUrl,
  CALLMETRIK_USER_ID: stage.callmetrik.userId,
  CALLMETRIK_UPLOAD_PATH: stage.callmetrik.uploadPath,
  CALLMETRIK_TOKEN_HEADER: stage.callmetrik.tokenHeader,
  CALLMETRIK_FILE_PART: stage.callmetrik.filePart,
  CALLMETRIK_CALLBACK_FIELD: stage.callmetrik.callbackField ?? '',
});
