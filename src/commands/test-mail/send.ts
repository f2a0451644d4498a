import { isSetting, type ReadyConfig } from '../../config/config.ts'
import { carrierOf } from '../../config/mail.ts'
import type { Language } from '../../core/language.ts'
import { languageOf } from '../../http/accept-language.ts'
import { mailboxCarrier } from '../../email/carriers/mailbox.ts'
import type { Carrier } from '../../email/deliver.ts'
import { openCarrier } from '../../email/open-carrier.ts'
import { putDevMail } from '../../store/key-value/dev-mails.ts'
import { openPlace } from '../database.ts'
import { localSettings, parseSettings, type Settings } from '../doctor/configuration.ts'
import { carrierIn } from '../doctor/mail.ts'
import { readWranglerToml } from '../wrangler-toml.ts'
import { connectorOfNode, type Fault } from './node-connect.ts'
import { failed, type Outcome, outcomeOf } from './outcome.ts'
import { readJsx } from './read-jsx.ts'

/** A mail needs no secret, but settings without one are not read. */
const NO_SECRET = 'no secret: with these settings only a mail is sent'

/** Only this carrier cannot be reached from here. */
const ONLY_DEPLOYED =
  'Only the deployed Worker can send by Cloudflare: run npm run deploy, ask for a link on its page ' +
  '/reset-password for an address that has an account, and read in npx wrangler tail what came of it.'

const now = () => Date.now()

/**
 * The settings of a deployed service, or those of this machine. What the environment has counts before them, so
 * that a key can be tried out before it is written anywhere.
 */
export function settingsFor(url: string | undefined): Settings {
  const given = Object.entries(process.env).filter(([name, value]) => value !== undefined && isSetting(name))
  const kept =
    url === undefined
      ? (localSettings() ?? { ENVIRONMENT: 'development' })
      : { ...readWranglerToml().vars, APP_URL: url }
  return { ...kept, ...Object.fromEntries(given) }
}

/** Sends one real mail by the carrier of these settings, once. */
export async function tryMail(settings: Settings, to: string): Promise<Outcome> {
  if (carrierIn(settings) === 'cloudflare') return failed(ONLY_DEPLOYED)
  const parsed = parseSettings({ ...settings, AUTH_SECRET: NO_SECRET, AUTH_SECRET_PREVIOUS: '' })
  if ('problems' in parsed) {
    const [{ setting, rule } = { setting: 'A setting', rule: '' }] = parsed.problems
    return failed(`${setting} breaks its rule, so no mail was sent: ${rule}. See src/docs/settings.md.`)
  }
  const { config } = parsed
  const carrier = carrierOf(config)
  if (carrier === 'mailbox') return intoTheMailbox(config, to)
  let fault: Fault | undefined
  const connect = connectorOfNode((each) => (fault = each))
  const carry = openCarrier({ ...config, carrier }, { connect, now })
  if (!carry) return failed('There is no carrier. See src/docs/mail.md.')
  const resend = config.RESEND_BASE_URL === undefined ? 'Resend' : new URL(config.RESEND_BASE_URL).host
  const who = carrier === 'smtp' ? (config.SMTP_URL?.host ?? carrier) : resend
  const { SMTP_URL: server } = config
  const where = carrier === 'smtp' && server ? `${server.host}:${server.port}` : undefined
  const attempt = await send(carry, config, to)
  return outcomeOf(attempt, { who, where, carrier, fault })
}

async function send(carry: Carrier, brand: ReadyConfig, to: string) {
  await readJsx()
  const { sendTestMail } = await import('../../email/test-mail.ts')
  return sendTestMail(carry, { to, brand, language: ownLanguage(), now: now() })
}

/** The language of whoever runs the command. */
const ownLanguage = (): Language => languageOf(new Intl.DateTimeFormat().resolvedOptions().locale)

async function intoTheMailbox(config: ReadyConfig, to: string): Promise<Outcome> {
  const { KV, close } = await openPlace('--local')
  try {
    const from = config.EMAIL_FROM ?? `${config.APP_NAME} <postern@localhost>`
    await send(mailboxCarrier({ put: putDevMail(KV).act }, { from, now }), config, to)
  } finally {
    await close()
  }
  const says = `The mail is in the mailbox of development, not sent: ${config.APP_URL}/dev/mailbox shows it while npm run dev runs.`
  return { succeeded: true, says }
}
