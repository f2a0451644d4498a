type Translation = { form: RegExp; ours: (...parts: string[]) => string | undefined }

/** Characters of base64, of its URL form, and of passlib's form, which has a dot for the plus. */
const B64 = String.raw`[\w+/.=-]`

/** How other systems write a hash, where it differs from crypto/imported/form.ts. */
const TRANSLATIONS: Translation[] = [
  {
    // Better Auth and Lucia: scrypt of the NFKC form; the salt is the hexadecimal text, not its bytes.
    form: /^(?:s2:)?([\da-f]{32}):([\da-f]{128})$/,
    ours: (salt, key) => `$scrypt-nfkc$ln=14,r=16,p=1$${ofText(salt)}$${ofHex(key)}`,
  },
  {
    // Django: the salt is text.
    form: /^pbkdf2_(sha1|sha256)\$(\d{1,8})\$([^$]{1,64})\$([\w+/=]{1,88})$/,
    ours: (digest, iterations, salt, hash) =>
      `$pbkdf2-${digest}$i=${iterations}$${ofText(salt)}$${ofBase64(hash)}`,
  },
  {
    form: /^scrypt\$(\d{1,8})\$([^$]{1,64})\$(\d{1,2})\$(\d{1,2})\$([\w+/=]{1,88})$/,
    ours: (N, salt, r, p, hash) => `$scrypt$ln=${log2(N)},r=${r},p=${p}$${ofText(salt)}$${ofBase64(hash)}`,
  },
  { form: /^argon2(\$argon2.+)$/, ours: (hash) => hash },
  { form: /^bcrypt\$(\$2.+)$/, ours: (hash) => hash },
  { form: /^bcrypt_sha256\$(\$2.+)$/, ours: (hash) => `$bcrypt-django${hash}` },
  { form: /^\$wp(\$2.+)$/, ours: (hash) => `$bcrypt-wordpress${hash}` },
  {
    // passlib. It writes PBKDF2 with SHA-1 without a name.
    form: new RegExp(String.raw`^\$pbkdf2(-sha256|-sha512|)\$(\d{1,8})\$(${B64}{1,88})\$(${B64}{1,88})$`),
    ours: (digest, iterations, salt, hash) =>
      `$pbkdf2${digest || '-sha1'}$i=${iterations}$${ofBase64(salt)}$${ofBase64(hash)}`,
  },
  {
    form: /^\$bcrypt-sha256\$v=2,t=2b,r=(\d{1,2})\$([^$]{22})\$([^$]{31})$/,
    ours: (cost, salt, hash) => `$bcrypt-passlib-2$2b$${cost.padStart(2, '0')}$${salt}${hash}`,
  },
  {
    form: /^\$bcrypt-sha256\$2[ab],(\d{1,2})\$([^$]{22})\$([^$]{31})$/,
    ours: (cost, salt, hash) => `$bcrypt-passlib-1$2b$${cost.padStart(2, '0')}$${salt}${hash}`,
  },
  {
    // Werkzeug (Flask): the salt is text, the hash hexadecimal.
    form: /^scrypt:(\d{1,8}):(\d{1,2}):(\d{1,2})\$([^$]{1,64})\$([\da-f]{32,132})$/,
    ours: (N, r, p, salt, hash) => `$scrypt$ln=${log2(N)},r=${r},p=${p}$${ofText(salt)}$${ofHex(hash)}`,
  },
  {
    form: /^pbkdf2:(sha1|sha256|sha512):(\d{1,8})\$([^$]{1,64})\$([\da-f]{32,132})$/,
    ours: (digest, iterations, salt, hash) =>
      `$pbkdf2-${digest}$i=${iterations}$${ofText(salt)}$${ofHex(hash)}`,
  },
  { form: /^(A[A-Za-z\d+/]{47,254}={0,2})$/, ours: (text) => aspNetIdentity(Buffer.from(text, 'base64')) },
  {
    // Supabase, and what src/docs/moving-in.md makes of Firebase's: the base64 is padded.
    form: /^\$fbscrypt\$v=1,n=(\d{1,2}),r=(\d),p=1(?:,ss=([\w+/=-]{0,24}))?,sk=([\w+/=-]{1,88})\$([\w+/=-]{1,88})\$([\w+/=-]{1,88})$/,
    ours: (n, r, separator = '', signer = '', salt = '', hash = '') => {
      const [ss, sk, ...rest] = [separator, signer, salt, hash].map(ofBase64)
      return `$fbscrypt$v=1,n=${n},r=${r},p=1,ss=${ss},sk=${sk}$${rest.join('$')}`
    },
  },
]

/** The form of crypto/imported/form.ts for what another system has written, if there is one. */
export function translated(exported: string): string {
  for (const { form, ours } of TRANSLATIONS) {
    const parts = form.exec(exported)
    const string = parts && ours(...parts.slice(1))
    if (string) return string
  }
  return exported.replace(/=+(?=\$|$)/g, '')
}

const DIGESTS = ['sha1', 'sha256', 'sha512']

/** Version 2 is always the same; version 3 says digest, iterations and the length of the salt in a head. */
function aspNetIdentity(bytes: Buffer): string | undefined {
  if (bytes[0] === 0 && bytes.length === 49) return pbkdf2('sha1', 1_000, bytes.subarray(1), 16)
  if (bytes[0] !== 1 || bytes.length < 13) return undefined
  const [digest, iterations, salt] = [1, 5, 9].map((at) => bytes.readUInt32BE(at))
  return pbkdf2(DIGESTS[digest ?? NaN], iterations, bytes.subarray(13), salt)
}

const pbkdf2 = (digest: string | undefined, iterations = 0, bytes: Buffer, salt = 0) =>
  digest &&
  `$pbkdf2-${digest}$i=${iterations}$${base64(bytes.subarray(0, salt))}$${base64(bytes.subarray(salt))}`

/** Of a power of two. Anything else makes a form that nothing accepts. */
const log2 = (number: string) => Math.log2(Number(number))

const base64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')
const ofText = (text: string) => base64(Buffer.from(text, 'utf8'))
const ofHex = (hex: string) => base64(Buffer.from(hex, 'hex'))
const ofBase64 = (text: string) => base64(Buffer.from(text.replaceAll('.', '+'), 'base64'))
