// The disguises of addresses that a stranger's URL must not reach: data of the tests of outgoing HTTP.

/** Loopback: names, decimal, octal, hexadecimal, short, mixed, final dots, overflow. */
const loopbackHosts = `
  localhost LOCALHOST localhost. 127.0.0.1 127.0.0.1. 127.1 127.0.1 127.1. 127.255.255.254 127.0.0.2
  2130706433 2130706433. 017700000001 0x7f000001 0X7F000001 0x7f.1 0x7f.0.0.1 0x7f.0x0.0x0.0x1 0177.0.0.1
  0177.1 0177.0.0x1 127.0x0.1 00000177.0.0.1 0x0000007f.0.0.1 127.0.0.01 127.000.000.001 127.0.0.0x1 127.65537`;

/** This host. */
const thisHost = `
  0 0. 0x 0x0 00 0.0.0.0 0.0 0.0.0.0. 0.0.0.1 0x0.0x0 [::] [0:0:0:0:0:0:0:0] [::0]`;

/** Full-width and other digits and dots that IDNA maps, and percent signs. */
const mappedByIdna = `
  １２７.0.0.1 １２７．０．０．１ 127。0。0。1 127｡0｡0｡1 ①②⑦.0.0.1 ⑯⑨.②⑤④.①⑥⑨.②⑤④ 𝟏𝟐𝟕.𝟎.𝟎.𝟏 ０x７f.1 ｌｏｃａｌｈｏｓｔ
  ⓛⓞⓒⓐⓛⓗⓞⓢⓣ %31%32%37.0.0.1 127%2e0%2e0%2e1 %6cocalhost local\u00adhost 127\u200b.0.0.1 127.0.0.1%2e`;

/** Loopback in IPv6, and the forms that carry IPv4. */
const loopbackInIpv6 = `
  [::1] [0:0:0:0:0:0:0:1] [0000:0000:0000:0000:0000:0000:0000:0001] [::0001] [0::1] [::0.0.0.1] [::ffff:127.0.0.1]
  [::ffff:7f00:1] [::FFFF:127.0.0.1] [0:0:0:0:0:ffff:127.0.0.1] [0:0:0:0:0:ffff:7f00:0001] [::ffff:127.1.2.3]
  [::ffff:0.0.0.0] [::127.0.0.1] [::7f00:1] [::ffff:0:127.0.0.1] [::ffff:0:7f00:1] [64:ff9b::127.0.0.1]
  [64:ff9b::7f00:1] [0064:ff9b:0:0:0:0:127.0.0.1] [64:ff9b:1::127.0.0.1] [64:ff9b:1:fffe::7f00:1] [2002:7f00:1::]
  [2002:7f00:0001::1] [2001:0:7f00:1::] [2001::80ff:fffe] [2a00::5efe:127.0.0.1] [fe80::5efe:7f00:1]`;

/** Zone ids. */
const zoneIds = `
  [::1%lo] [::1%25lo] [fe80::1%eth0] [fe80::1%25eth0] [fe80::1%251] [::ffff:127.0.0.1%25lo] 127.0.0.1%25lo`;

/** Link-local and metadata. */
const metadataHosts = `
  169.254.169.254 169.254.169.254. 2852039166 0xa9fea9fe 0xA9.0xFE.0xA9.0xFE 0251.0376.0251.0376 025177524776
  169.16689662 169.254.43518 0xa9.254.0251.254 １６９.２５４.１６９.２５４ 169。254。169。254 [::ffff:169.254.169.254]
  [::ffff:a9fe:a9fe] [::169.254.169.254] [64:ff9b::169.254.169.254] [64:ff9b::a9fe:a9fe] [2002:a9fe:a9fe::]
  [fd00:ec2::254] [fd00:0ec2:0:0:0:0:0:0254] [fd20:ce::254] 169.254.170.2 169.254.0.1 168.63.129.16 100.100.100.200
  192.0.0.192 [fe80::1] [fe80::a9fe:a9fe] [febf::1] [fec0::1]`;

/** Private networks and carrier-grade NAT. */
const privateHosts = `
  10.0.0.1 10.1 10.255.255.255 167772161 0x0a000001 012.0.0.1 0xa.1 １０.0.0.1 172.16.0.1 172.31.255.255
  2886729729 0xac100001 0254.020.0.1 192.168.0.1 192.168.1 3232235521 0xc0a80001 0300.0250.0.1 192.168.0.1.
  [::ffff:10.0.0.1] [::ffff:a00:1] [::10.0.0.1] [::ffff:192.168.0.1] [64:ff9b::10.0.0.1] [2002:c0a8:1::] [fc00::1]
  [fd12:3456:789a::1] [fdff:ffff::1] 100.64.0.1 100.127.255.254 0x64400001`;

/** Reserved in other ways. */
const reservedHosts = `
  192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255
  4294967295 [ff02::1] [ff05::1:3] [2001:db8::1] [3fff::1] [100::1] [5f00::1] [4000::1] [2001:10::1]`;

/** Hosts that mean loopback, a private network, link-local or metadata, or that may be taken to. */
export const hostileHosts: readonly string[] = [
  loopbackHosts,
  thisHost,
  mappedByIdna,
  loopbackInIpv6,
  zoneIds,
  metadataHosts,
  privateHosts,
  reservedHosts,
]
  .join(' ')
  .trim()
  .split(/\s+/);

/** Texts whose host is somewhere else than it looks, with PORT for the listener's port. */
export const hostileUrls: readonly string[] = [
  'http://public.example@127.0.0.1:PORT/',
  'http://public.example:80@127.0.0.1:PORT/',
  'http://127.0.0.1:PORT@public.example/',
  'http://public.example%40127.0.0.1:PORT/',
  'http://public.example#@127.0.0.1:PORT/../',
  'http://127.0.0.1:PORT#@public.example/',
  'http://127.0.0.1:PORT?@public.example/',
  'http://127.0.0.1:PORT\\@public.example/',
  'http:\\\\127.0.0.1:PORT\\a',
  'http:/127.0.0.1:PORT/',
  'http:127.0.0.1:PORT/',
  'http:///127.0.0.1:PORT/',
  'http:////127.0.0.1:PORT/',
  'HTTP://127.0.0.1:PORT/',
  ' http://127.0.0.1:PORT/ ',
  'h\tt\ntp://127.0.0.1:PORT/',
  'http://127.0.\t0.1:PORT/',
  'http://127.0.0.1:PORT /',
  'http://127.0.0.1 public.example:PORT/',
  'http://user:password@[::1]:PORT/',
  'http://:@127.0.0.1:PORT/',
  'http://@127.0.0.1:PORT/',
  '//127.0.0.1:PORT/',
  '///127.0.0.1:PORT/',
  '\\\\127.0.0.1:PORT\\a',
  'https://127.0.0.1:PORT/',
  'https://2130706433:PORT/',
  'https://[::1]:PORT/',
  'ftp://127.0.0.1:PORT/a',
  'gopher://127.0.0.1:PORT/_GET',
  'ws://127.0.0.1:PORT/',
  'file:///etc/passwd',
  'file://127.0.0.1/etc/passwd',
  'data:audio/wav;base64,UklGRg==',
  'blob:http://127.0.0.1:PORT/a',
  'javascript:fetch("http://127.0.0.1:PORT/")',
  'view-source:http://127.0.0.1:PORT/',
  'jar:http://127.0.0.1:PORT/!/',
  'http://',
  'http://:PORT/',
];
