import { inTime } from '../../core/deadline.ts'
import { type Attempt, type Carrier, noAnswerFrom } from '../deliver.ts'
import { domainOf, readSender } from '../sender.ts'
import { type Connect, type Connection, openConnection, type Reply } from '../smtp/connection.ts'
import { asMessage } from '../smtp/mime.ts'
import type { SmtpServer } from '../smtp/server.ts'

/** Where in the dialogue a reply came. What a refusal is about depends on it. */
type Step = 'greeting' | 'EHLO' | 'STARTTLS' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | 'message'

type Options = {
  server: SmtpServer
  from: string
  connect: Connect
  /** Whether a mail may go unencrypted: on this machine only, in development. */
  mayBePlain: boolean
  now: () => number
}

/**
 * Carries mails to a mail server. Without TLS nothing is said to it, neither the password nor a mail. SMTP
 * has no idempotency key: a mail whose answer was lost is sent twice when it is tried again, with the same
 * Message-ID.
 */
export function smtpCarrier({ server, from: sender, connect, mayBePlain, now }: Options): Carrier {
  const from = readSender(sender)
  return async (mail, { key, timeoutMs }) => {
    const message = await asMessage(mail, { from, key, now: now() })
    const connection = openConnection(connect, server)
    const dialogue = async (): Promise<Attempt> => {
      const abilities = await begin(connection, { server, mayBePlain, name: domainOf(from) })
      if ('outcome' in abilities) return abilities
      const refused =
        (await signIn(connection, server, abilities)) ??
        (await handOver(connection, { from: from.email, to: mail.to, message, abilities }))
      return refused ?? { outcome: 'sent' }
    }
    try {
      return await inTime(timeoutMs, dialogue())
    } catch {
      return noAnswerFrom('the SMTP server')
    } finally {
      connection.close()
    }
  }
}

/** Words that the server says it understands, each with what follows it. */
type Abilities = Map<string, string>

/** Up to the abilities of the server in TLS. Those that it named before may be somebody else's. */
async function begin(
  connection: Connection,
  { server, mayBePlain, name }: { server: SmtpServer; mayBePlain: boolean; name: string },
): Promise<Abilities | Attempt> {
  const greeting = refusalOf('greeting', await connection.reply(), 220)
  if (greeting) return greeting
  const hello = async (): Promise<Abilities | Attempt> => {
    const reply = await connection.ask(`EHLO ${name}`)
    return refusalOf('EHLO', reply, 250) ?? abilitiesIn(reply)
  }
  const plain = await hello()
  if ('outcome' in plain || server.isImplicitTls) return plain
  if (!plain.has('STARTTLS')) return mayBePlain ? plain : never('any mail', 'no STARTTLS')
  const refused = refusalOf('STARTTLS', await connection.ask('STARTTLS'), 220)
  if (refused) return refused
  connection.upgrade()
  return hello()
}

const abilitiesIn = ({ lines }: Reply): Abilities =>
  new Map(
    lines.slice(1).map((line) => {
      const [word = '', ...rest] = line.trim().toUpperCase().split(/[ =]+/)
      return [word, ` ${rest.join(' ')} `]
    }),
  )

async function signIn(
  connection: Connection,
  { credentials }: SmtpServer,
  abilities: Abilities,
): Promise<Attempt | undefined> {
  if (!credentials) return undefined
  const { user, password } = credentials
  const ways = abilities.get('AUTH') ?? ''
  const base64 = (text: string) => new TextEncoder().encode(text).toBase64()
  if (ways.includes(' PLAIN ')) {
    return refusalOf('AUTH', await connection.ask(`AUTH PLAIN ${base64(`\0${user}\0${password}`)}`), 235)
  }
  if (!ways.includes(' LOGIN ')) return never('any mail', 'no AUTH PLAIN or LOGIN')
  return (
    refusalOf('AUTH', await connection.ask('AUTH LOGIN'), 334) ??
    refusalOf('AUTH', await connection.ask(base64(user)), 334) ??
    refusalOf('AUTH', await connection.ask(base64(password)), 235)
  )
}

async function handOver(
  connection: Connection,
  { from, to, message, abilities }: { from: string; to: string; message: string; abilities: Abilities },
): Promise<Attempt | undefined> {
  // RFC 6531: an address beyond ASCII needs a server that passes it on.
  const isInternational = !isAscii(`${from}${to}`)
  if (isInternational && !abilities.has('SMTPUTF8')) {
    // An address of ours beyond ASCII is no fault of whoever gets the mail.
    return isAscii(from)
      ? never('this address', 'no SMTPUTF8')
      : { outcome: 'never', about: 'any mail', reason: 'no SMTPUTF8', refuses: 'sender' }
  }
  const as = isInternational ? ' SMTPUTF8' : ''
  const refused =
    refusalOf('MAIL', await connection.ask(`MAIL FROM:<${from}>${as}`), 250) ??
    refusalOf('RCPT', await connection.ask(`RCPT TO:<${to}>`), 250, 251) ??
    refusalOf('DATA', await connection.ask('DATA'), 354)
  if (refused) return refused
  await connection.send(message)
  const taken = refusalOf('message', await connection.reply(), 250)
  // The mail is taken: nobody waits for the goodbye.
  if (!taken) await connection.send('QUIT\r\n').catch(() => undefined)
  return taken
}

const isAscii = (text: string) => /^[\x20-\x7e]*$/.test(text)

const never = (about: 'this address' | 'any mail', reason: string): Attempt => ({
  outcome: 'never',
  about,
  reason,
})

/** Undefined when the server has answered as it should. */
function refusalOf(step: Step, { code, detail }: Reply, ...expected: number[]): Attempt | undefined {
  if (expected.includes(code)) return undefined
  const reason = [code, detail, 'at', step].filter(Boolean).join(' ')
  if (code < 500) return { outcome: 'later', reason, retryAfterMs: 0 }
  const about = isAboutAddress(step, code, detail) ? 'this address' : 'any mail'
  return { ...never(about, reason), ...REFUSED[step] }
}

/** What of ours a step shows to the server. */
const REFUSED: Partial<Record<Step, { refuses: 'key' | 'sender' }>> = {
  AUTH: { refuses: 'key' },
  MAIL: { refuses: 'sender' },
}

/** RFC 3463: x.1 and x.2 are about an address or its mailbox, x.7 about what we may do. 530 wants a sign-in. */
function isAboutAddress(step: Step, code: number, detail: string): boolean {
  if (step === 'message') return /^5\.[12]\./.test(detail)
  return step === 'RCPT' && code !== 530 && !detail.startsWith('5.7.')
}
