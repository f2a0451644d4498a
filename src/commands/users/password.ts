import { NO_PASSWORD, isOfOurs } from '../../crypto/password-hash.ts'
import { readImported } from '../../crypto/imported/form.ts'

type Source = { form: RegExp; ours: (...parts: string[]) => string }

/** How other systems write a hash, where it differs from crypto/imported/form.ts. */
const SOURCES: Source[] = [
  {
    // Better Auth: scrypt of the NFKC form; the salt is the hexadecimal text, not its bytes.
    form: /^([\da-f]{32}):([\da-f]{128})$/,
    ours: (salt, key) => `$scrypt-nfkc$ln=14,r=16,p=1$${base64(salt, 'utf8')}$${base64(key, 'hex')}`,
  },
  {
    // Django: the salt is text.
    form: /^pbkdf2_(sha1|sha256)\$(\d{1,7})\$([^$]{1,64})\$([\w+/=]{1,88})$/,
    ours: (digest, iterations, salt, hash) =>
      `$pbkdf2-${digest}$i=${iterations}$${base64(salt, 'utf8')}$${base64(hash, 'base64')}`,
  },
  {
    // Supabase, and what src/docs/moving-in.md makes of Firebase's: the base64 is padded.
    form: /^\$fbscrypt\$v=1,n=(\d{1,2}),r=(\d),p=1(?:,ss=([\w+/=-]{0,24}))?,sk=([\w+/=-]{1,88})\$([\w+/=-]{1,88})\$([\w+/=-]{1,88})$/,
    ours: (n, r, separator = '', signer, salt, hash) => {
      const [ss, sk, ...rest] = [separator, signer, salt, hash].map((text) => base64(text, 'base64'))
      return `$fbscrypt$v=1,n=${n},r=${r},p=1,ss=${ss},sk=${sk}$${rest.join('$')}`
    },
  },
]

/** The string to store for an exported hash; undefined when sign-in could not check it. */
export function storable(exported: string | null | undefined): string | undefined {
  if (exported === null || exported === undefined) return NO_PASSWORD
  const string = translated(exported)
  return isOfOurs(string) || readImported(string) ? string : undefined
}

function translated(exported: string): string {
  for (const { form, ours } of SOURCES) {
    const parts = form.exec(exported)
    if (parts) return ours(...parts.slice(1))
  }
  return exported.replace(/=+(?=\$|$)/g, '')
}

const base64 = (text: string | undefined, encoding: BufferEncoding) =>
  Buffer.from(text ?? '', encoding)
    .toString('base64')
    .replace(/=+$/, '')
