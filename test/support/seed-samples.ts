// The integrators' own programs, as the API's documentation prints them: what they may rely on is what these do.

export interface SampleProgram {
  readonly language: 'curl' | 'PHP' | 'Python' | 'JavaScript' | 'Node.js';
  readonly text: string;
}

/** What an integrator puts in place of the documentation's own. */
export interface SampleChanges {
  /** `http://host:port` or `https://host:port` */
  readonly baseUrl: string;
  readonly key: string;
  readonly voicefileUrl: string;
}

/** Replaces what is there exactly once. @throws Error when it is not */
const replaceOnce = (text: string, what: string, by: string): string => {
  if (text.split(what).length !== 2) throw new Error(`"${what}" is not there exactly once`);
  return text.replace(what, () => by);
};

const documented = {
  baseUrl: 'https://projects.astcrm.com',
  /** The Node.js samples spell the base URL as options; a port is one option more. */
  hostOption: "hostname: 'projects.astcrm.com',",
  key: 'your_api_key_here',
  voicefileUrl: 'https://example.com/recordings/call-4430.wav',
};

const changeBaseUrl = ({ language, text }: SampleProgram, baseUrl: string): string => {
  if (language !== 'Node.js') return replaceOnce(text, documented.baseUrl, baseUrl);
  const { hostname, port } = new URL(baseUrl);
  return replaceOnce(text, documented.hostOption, `hostname: '${hostname}', port: ${port},`);
};

/** The sample with base URL, key and voicefileURL changed, and nothing else. */
export const changeSubmitSample = (sample: SampleProgram, changes: SampleChanges): string =>
  [[documented.key, changes.key] as const, [documented.voicefileUrl, changes.voicefileUrl] as const].reduce(
    (text, [what, by]) => replaceOnce(text, what, by),
    changeBaseUrl(sample, changes.baseUrl),
  );

/** The sample with its base URL changed, and nothing else. */
export const changeWebhookSample = (sample: SampleProgram, baseUrl: string): string =>
  changeBaseUrl(sample, baseUrl);

/** Submit recording 4430 of PBXdemo, and print what comes back. */
export const submitSamples: readonly SampleProgram[] = [
  {
    language: 'curl',
    text: String.raw`curl -X POST https://projects.astcrm.com/voiceTranscription/api.php \
-H "X-API-Key: your_api_key_here" \
-d "audioID=4430" \
-d "voicefileURL=https://example.com/recordings/call-4430.wav" \
-d "audioSource=PBXdemo"`,
  },
  {
    language: 'PHP',
    text: `<?php
$curl = curl_init();
curl_setopt_array($curl, [
CURLOPT_URL => 'https://projects.astcrm.com/voiceTranscription/api.php',
CURLOPT_RETURNTRANSFER => true,
CURLOPT_POST => true,
CURLOPT_POSTFIELDS => http_build_query([
'audioID' => '4430',
'voicefileURL' => 'https://example.com/recordings/call-4430.wav',
'audioSource' => 'PBXdemo',
]),
CURLOPT_HTTPHEADER => [
'X-API-Key: your_api_key_here',
],
]);
$response = curl_exec($curl);
curl_close($curl);
$data = json_decode($response, true);
print_r($data);`,
  },
  {
    language: 'Python',
    text: `import requests
url = 'https://projects.astcrm.com/voiceTranscription/api.php'
headers = {
'X-API-Key': 'your_api_key_here'
}
data = {
'audioID': '4430',
'voicefileURL': 'https://example.com/recordings/call-4430.wav',
'audioSource': 'PBXdemo'
}
response = requests.post(url, data=data, headers=headers)
print(response.json())`,
  },
  {
    language: 'JavaScript',
    text: `const formData = new FormData();
formData.append('audioID', '4430');
formData.append('voicefileURL', 'https://example.com/recordings/call-4430.wav');
formData.append('audioSource', 'PBXdemo');
const response = await fetch(
'https://projects.astcrm.com/voiceTranscription/api.php',
{
method: 'POST',
headers: { 'X-API-Key': 'your_api_key_here' },
body: formData,
}
);
const data = await response.json();
console.log(data);`,
  },
  {
    language: 'Node.js',
    text: `const https = require('https');
const querystring = require('querystring');
const postData = querystring.stringify({
audioID: '4430',
voicefileURL: 'https://example.com/recordings/call-4430.wav',
audioSource: 'PBXdemo',
});
const options = {
hostname: 'projects.astcrm.com',
path: '/voiceTranscription/api.php',
method: 'POST',
headers: {
'Content-Type': 'application/x-www-form-urlencoded',
'Content-Length': Buffer.byteLength(postData),
'X-API-Key': 'your_api_key_here',
},
};
const req = https.request(options, (res) => {
let body = '';
res.on('data', (chunk) => body += chunk);
res.on('end', () => console.log(JSON.parse(body)));
});
req.write(postData);
req.end();`,
  },
];

/** Post the result of recording 4430, and print what comes back. */
export const webhookSamples: readonly SampleProgram[] = [
  {
    language: 'curl',
    text: String.raw`curl -X POST https://projects.astcrm.com/voiceTranscription/voiceTranscriptionWebhook.php \
-H "Content-Type: application/json" \
-d '{
"success": true,
"results": [{"audioID": "4430", "transcription": "Hello..."}]
}'`,
  },
  {
    language: 'PHP',
    text: `<?php
$payload = json_encode([
'success' => true,
'results' => [
['audioID' => '4430', 'transcription' => 'Hello...']
]
]);
$curl = curl_init();
curl_setopt_array($curl, [
CURLOPT_URL => 'https://projects.astcrm.com/voiceTranscription/voiceTranscriptionWebhook.php',
CURLOPT_RETURNTRANSFER => true,
CURLOPT_POST => true,
CURLOPT_POSTFIELDS => $payload,
CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
]);
$response = curl_exec($curl);
curl_close($curl);
print_r(json_decode($response, true));`,
  },
  {
    language: 'Python',
    text: `import requests
url = 'https://projects.astcrm.com/voiceTranscription/voiceTranscriptionWebhook.php'
payload = {
'success': True,
'results': [
{'audioID': '4430', 'transcription': 'Hello...'}
]
}
response = requests.post(url, json=payload)
print(response.json())`,
  },
  {
    language: 'JavaScript',
    text: `const response = await fetch(
'https://projects.astcrm.com/voiceTranscription/voiceTranscriptionWebhook.php',
{
method: 'POST',
headers: { 'Content-Type': 'application/json' },
body: JSON.stringify({
success: true,
results: [{ audioID: '4430', transcription: 'Hello...' }]
}),
}
);
const data = await response.json();
console.log(data);`,
  },
  {
    language: 'Node.js',
    text: `const https = require('https');
const payload = JSON.stringify({
success: true,
results: [{ audioID: '4430', transcription: 'Hello...' }]
});
const options = {
hostname: 'projects.astcrm.com',
path: '/voiceTranscription/voiceTranscriptionWebhook.php',
method: 'POST',
headers: {
'Content-Type': 'application/json',
'Content-Length': Buffer.byteLength(payload),
},
};
const req = https.request(options, (res) => {
let body = '';
res.on('data', (chunk) => body += chunk);
res.on('end', () => console.log(JSON.parse(body)));
});
req.write(payload);
req.end();`,
  },
];
