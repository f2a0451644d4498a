import type { Place } from '../database.ts'
import { readWranglerToml } from '../wrangler-toml.ts'
import { checkConfiguration, checkCutValues, localSettings, type Settings } from './configuration.ts'
import { checkStores } from './database.ts'
import { type Finding, note } from './finding.ts'
import { checkCostliestHash, checkIterations } from './hash.ts'
import { carrierIn, checkMail } from './mail.ts'
import { checkDomain } from './records.ts'
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
    ...(remote ? [examinePlace('--remote', deployed)] : []),
    ...(mail ? [checkDomain(mail, carrierIn(deployed))] : []),
  ]
  return (await Promise.all(parts)).flat()
}

/** One question after the other: for deployed stores each is a wrangler, and two at once can end each other. */
export const examineStores = async (stores: Stores, place: Place, settings: Settings): Promise<Finding[]> => [
  ...(await checkStores(stores, place)),
  ...(await checkCostliestHash(settings, stores)),
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
  const domain = mail ? await checkDomain(mail, carrierIn(settings ?? {})) : []
  if (!settings) {
    const todo = 'Run npm run dev: it makes .dev.vars, with a secret of its own, and the database.'
    return [note('this machine', 'nothing has been started here yet: there is no .dev.vars', todo), ...domain]
  }
  const configured = [...cut, ...checkConfiguration(settings), ...checkIterations(settings)]
  const [stores, mails] = await Promise.all([examinePlace('--local', settings), checkMail(settings)])
  // Not at the same time: how long a password takes is measured.
  const url = String(settings['APP_URL'] || `http://localhost:${port}`)
  const service = await checkService(url, settings)
  const isDown = service.some(({ about }) => about === 'service')
  const running = isDown ? [note('service', `nothing answers at ${url}`, 'npm run dev starts it.')] : service
  return [...configured, ...stores, ...mails, ...domain, ...running]
}
