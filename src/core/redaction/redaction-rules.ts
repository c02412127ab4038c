import { longestPrivateKey, secretNames } from './redact.ts';
import type { RedactionRule } from './redact.ts';

const rule = (
  name: string,
  keywords: string,
  pattern: RegExp,
  lower = false,
  value?: RegExp,
): RedactionRule => ({
  name,
  keywords: keywords.split(' '),
  pattern,
  lower,
  ...(value && { value }),
});

// Every quantifier that something may fail after is bounded; what is unbounded ends its pattern. Only the
// private key spans lines: the others stop at whitespace, so that line by line finds the same as all at once.
const raw = String.raw;
const label = raw`[A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----`;
// Up to the closing quote, or without quotes up to what no longer belongs: `&x=`, `; `, `)` at a word's end.
const value = raw`(?<secret>(?<=\\")(?:[^"\\\r\n]|\\[^"\r\n])+|(?<=[^\\]")(?:[^"\\\r\n]|\\[^\r\n])+|(?<=')[^'\r\n]+|(?:\[redacted:[\w.-]+\]|[^\s"'\x60\\<&;,)\]}]|\\(?!["'nrt])|<(?!\/)|[&;,)\]}](?![\s"'\x60\\<&;,.)\]}]|[\w.-]{1,40}[=:]|$))+)`;
// What may stand between a command and its option.
const words = raw`[ \t](?:[^\r\n|;]{0,400}?[ \t])??`;
const open = raw`(?:\\?["']|[[(](?!redacted:))?`;
// After `password:` and `password is`, words are prose; a digit or an inner symbol makes a secret of six or more.
const odd = raw`(?!https?:|\d\d?:\d\d|\d{4}-\d\d-)(?=[^\s"']{6})(?=[^\s"']{0,99}(?:\d|[!@#$%^*+=~&][^\s"']))`;
const plainValue = new RegExp(value, 'dy');
const keys = 'pass pwd secret token key auth';

/** What is recognised without any configuration. Best effort: a secret of an unknown shape passes. */
export const builtInRules: readonly RedactionRule[] = [
  rule(
    'private-key',
    'private key',
    new RegExp(
      raw`-----BEGIN ${label}(?:(?:[^-]|-(?!----BEGIN)){0,${longestPrivateKey}}?-----END ${label}|(?:\s|\\[nr]){0,9}[\w+/=]{20}(?:[\w+/=\\]|\s(?=\s{0,40}[\w+/=]{20})){0,${longestPrivateKey}})(?:\\[nr]){0,2}`,
      'dg',
    ),
  ),
  rule('github', 'gh github_pat_', /gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{30,}/dg),
  rule('gitlab', 'gl', /gl(?:pat|ptt|dt|rt|cbt|ft|soat|agent)-[\w-]{18,}/dg),
  rule('slack', 'xox xapp-', /xox[abeoprs]-[\w-]{10,}|xapp-\d-[\w-]{10,}/dg),
  rule(
    'webhook',
    'hooks webhook',
    /(?:hooks\.slack\.com\/\w{1,20}|discord(?:app)?\.com\/api\/webhooks|webhook\.office\.com\/webhookb2)\/(?<secret>[\w/@-]{20,})/dg,
  ),
  rule('stripe', '_live_ _test_ whsec_', /[sr]k_(?:live|test)_\w{16,}|whsec_[\w+/=]{20,}/dg),
  rule('google', 'aiza ya29. gocspx-', /AIza[\w-]{35}|ya29\.[\w.-]{20,}|GOCSPX-[\w-]{20,}/dg),
  rule('npm', 'npm_', /npm_[A-Za-z0-9]{30,}/dg),
  rule('pypi', 'pypi-', /pypi-[\w-]{50,}/dg),
  rule('ai', 'sk- hf_', /\bsk-(?=[\w-]{0,40}\d)[\w-]{20,}|hf_[A-Za-z0-9]{30,}/dg),
  rule(
    'aws',
    'akia asia',
    /(?<![A-Z0-9])A[KS]IA[A-Z0-9]{16}(?![A-Z0-9])(?:[ \t,:;"']{1,8}[\w/+]{40}(?![\w/+]))?/dg,
  ),
  rule('sendgrid', 'sg.', /\bSG\.[\w-]{16,32}\.[\w-]{32,64}/dg),
  rule('twilio', 'sk', /\bSK[0-9a-f]{32}\b/dg),
  rule('digitalocean', '_v1_', /do[opr]_v1_[0-9a-f]{40,}/dg),
  rule('hashicorp', 'hv .atlasv1.', /\bhv[sbr]\.[\w-]{20,}|\b\w{14}\.atlasv1\.[\w-]{40,}/dg),
  rule('discord', 'discord bot', /\b[MNO][\w-]{22,27}\.[\w-]{6}\.[\w-]{27,40}/dg),
  rule('telegram', ':aa', /(?<!\d)\d{8,10}:AA[\w-]{32,}/dg),
  rule(
    'vendor',
    'gl dckr tskey nrak atatt dapi hrku pscale sntry shp age- rubygems pmak lin_',
    /(?:glsa_|glc_|dckr_pat_|tskey-|NRAK-|ATATT3|HRKU-|pscale_\w{2,6}_|sntry[su]_|shp(?:at|ca|pa|ss)_|AGE-SECRET-KEY-1|rubygems_|PMAK-|lin_api_|\bdapi(?=[0-9a-f]{32}))(?=[\w-]{0,40}\d)[\w+/=-]{20,}/dg,
  ),
  rule('jwt', 'eyj', /eyJ[\w-]{9,600}\.[\w-]{9,}[\w.-]*/dg),
  rule('password-hash', '$', /\$(?:[156y]|2[abxy]|argon2\w{1,2}|scrypt)\$[\w./$=,+-]{20,}/dg),
  rule(
    'authorization',
    'authorization bearer',
    /(?:authorization\\?["']?[ \t]?[:=][ \t]?\\?["']?(?:basic|bearer|token|bot|apikey|digest|negotiate|ntlm)[ \t]{1,3}|\bbearer[ \t]{1,3}(?=[^\s\d]{0,99}\d)(?=[\w.~+/=-]{12}))(?<secret>[^\s"'\\,]+)/dg,
    true,
  ),
  rule(
    'url',
    '://',
    /:\/\/[^\s/:@"'<>?#[]{0,128}:(?!\d{1,5}[,;)?#])(?<secret><[\w -]+>|[^\s/"'<>]{1,256})(?=@)/dg,
  ),
  rule('signature', 'sig', /[?&](?:sig|x-(?:amz|goog)-signature)=(?<secret>[\w%+/=~.-]{16,})/dg, true),
  rule('cookie', 'cookie', /cookie\\?["']?:[ \t]?\\?["']?(?<secret>[\w.-]{1,60}=[^\r\n"'\\]+)/dg, true),
  rule('auth', '"auth', /\\?"auth\\?"[ \t]?:[ \t]?\\?"(?=[\w+/]{0,400}[\d=])(?<secret>[\w+/]{12,}=*)/dg),
  rule(
    'command',
    'mysql mariadb sshpass curl redis-cli ldap login -pass requirepass masterauth --from-literal machine',
    new RegExp(
      raw`(?:\b(?:mysql|mariadb)[\w-]{0,20}${words}-p(?!\s)|\bsshpass[ \t]-p[ \t]?|\bcurl${words}(?:-[uU]|--user|--proxy-user)[ \t=]?["']?[^\s:"'[]{1,100}:|\bredis-cli${words}-a[ \t]|\bldap\w{3,9}${words}-w[ \t]|\blogin${words}-p[ \t]|\b(?:requirepass|masterauth):?[ \t]|-pass(?:in|out)?[ \t]["']?pass:|--from-literal[= \t]["']?[\w.-]{1,99}=|\bmachine[ \t]\S{1,99}[ \t]login[ \t]\S{1,99}[ \t]password[ \t])["']?`,
      'dg',
    ),
    false,
    plainValue,
  ),
  rule(
    'credential',
    keys,
    new RegExp(
      raw`(?<!unexpected )${secretNames}(?:(?:[\\"'\] \t]*(?:=>|:=|=(?![=~>]))|\\?["'][ \t]*:|>(?=[^<\s]{1,300}<\/))[ \t]*(?![{[](?!\w))|(?:[ \t]+|["'],[ \t]*)(?<=--[\w-]{1,60}["', \t]{1,9})(?!-))${open}`,
      'dg',
    ),
    true,
    plainValue,
  ),
  rule(
    'credential',
    keys,
    new RegExp(raw`(?<!unexpected )${secretNames}[ \t]*(?::[ \t]*|(?:is|was):?[ \t]+)`, 'dg'),
    true,
    new RegExp(raw`(?:(?<=:[ \t]*)\\?["']|["']?${odd})${value}`, 'dy'),
  ),
];
