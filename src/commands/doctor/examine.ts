import type { Place } from '../database.ts'
import { readWranglerToml } from '../wrangler-toml.ts'
import {
  checkConfiguration,
  checkCutValues,
  localSettings,
  parseSettings,
  type Settings,
} from './configuration.ts'
import { checkStores } from './database.ts'
import { checkDeployedProviders } from './deployed-providers.ts'
import { type Finding, note, notLookedAt } from './finding.ts'
import { checkCostliestHash, checkIterations } from './hash.ts'
import { checkStoredKeys } from './keys.ts'
import { carrierIn, checkMail } from './mail.ts'
import { checkPasskeys, checkStoredPasskeys } from './passkeys.ts'
import { checkProviders } from './providers.ts'
import { checkDomain } from './records.ts'
import { checkSealedApps } from './sealed.ts'
import { checkService } from './service.ts'
import { askStores, type Stores } from './stores.ts'

/** A deployed service, from outside, and what else was asked for. */
export async function examineService(
  url: string,
  { settings, remote, mail }: { settings: Settings; remote: boolean; mail: string | undefined },
): Promise<Finding[]> {
  const deployed = { ...readWranglerToml().vars, ...settings }
  const parts = [
    checkService(url, settings),
    checkPasskeys({ APP_URL: url, ...deployed }),
    checkDeployedProviders(url, deployed),
    ...(remote ? [examinePlace('--remote', { APP_URL: url, ...deployed })] : []),
    ...(mail ? [checkDomain(mail, carrierIn(deployed))] : []),
  ]
  return (await Promise.all(parts)).flat()
}

/** One question after the other: for deployed stores each is a wrangler, and two at once can end each other. */
export const examineStores = async (stores: Stores, place: Place, settings: Settings): Promise<Finding[]> => [
  ...(await checkStores(stores, place)),
  ...(await checkCostliestHash(settings, stores)),
  ...(await checkStoredPasskeys(settings, stores)),
  ...(await checkSealedApps(settings, stores)),
  ...(await checkStoredKeys(stores)),
]

const examinePlace = (place: Place, settings: Settings) =>
  askStores(place, (stores) => examineStores(stores, place, settings))

/** The installation on this machine, running or not. */
export async function examineMachine({
  port,
  mail,
}: {
  port: number
  mail: string | undefined
}): Promise<Finding[]> {
  const [settings, cut] = [localSettings(), checkCutValues()]
  const isWrong = settings !== undefined && 'problems' in parseSettings(settings)
  const unlessWrong = (about: string, look: () => Promise<Finding[]>) =>
    isWrong ? Promise.resolve([notLookedAt(about, 'the configuration is wrong')]) : look()
  const domain = mail
    ? await unlessWrong(`mail of ${mail}`, () => checkDomain(mail, carrierIn(settings ?? {})))
    : []
  if (!settings) {
    const todo = 'Run npm run dev: it makes .dev.vars, with a secret of its own, and the database.'
    return [note('this machine', 'nothing has been started here yet: there is no .dev.vars', todo), ...domain]
  }
  const iterations = await unlessWrong('password hash', async () => checkIterations(settings))
  const passkeys = await unlessWrong('passkeys', () => checkPasskeys(settings))
  const configured = [...cut, ...checkConfiguration(settings), ...iterations, ...passkeys]
  const url = String(settings['APP_URL'] || `http://localhost:${port}`)
  const [stores, mails, providers] = await Promise.all([
    examinePlace('--local', settings),
    unlessWrong('mail', () => checkMail(settings)),
    unlessWrong('providers', () => checkProviders({ ...settings, APP_URL: url })),
  ])
  // Not at the same time: how long a password takes is measured.
  const service = await checkService(url, settings)
  const isDown = service.some(({ about }) => about === 'service')
  const running = isDown ? [note('service', `nothing answers at ${url}`, toStart(settings))] : service
  return [...configured, ...stores, ...mails, ...providers, ...domain, ...running]
}

const toStart = ({ APP_URL }: Settings) =>
  APP_URL
    ? 'npm run dev starts it. The address is that of APP_URL.'
    : 'npm run dev starts it. If it runs on another port: PORT=… npm run doctor'
