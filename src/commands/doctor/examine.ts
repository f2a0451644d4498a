import { runWrangler } from '../wrangler.ts'
import { readWranglerToml } from '../wrangler-toml.ts'
import { checkConfiguration, checkCutValues, localSettings, type Settings } from './configuration.ts'
import { checkStores } from './database.ts'
import { type Finding, note } from './finding.ts'
import { checkCostliestHash, checkIterations } from './hash.ts'
import { carrierIn, checkMail } from './mail.ts'
import { checkDomain } from './records.ts'
import { checkService } from './service.ts'

/** A deployed service, from outside, and what else was asked for. */
export async function examineService(
  url: string,
  { settings, remote, mail }: { settings: Settings; remote: boolean; mail: string | undefined },
): Promise<Finding[]> {
  const deployed = { ...readWranglerToml().vars, ...settings }
  const parts = [
    checkService(url, settings),
    ...(remote ? [checkDeployed(deployed)] : []),
    ...(mail ? [checkDomain(mail, carrierIn(deployed))] : []),
  ]
  return (await Promise.all(parts)).flat()
}

/** What is asked through wrangler. No two wranglers run at the same time. */
export async function checkDeployed(settings: Settings, run = runWrangler): Promise<Finding[]> {
  const stores = await checkStores('--remote', run)
  return [...stores, ...(await checkCostliestHash(settings, '--remote', run))]
}

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
  const [stores, mails] = await Promise.all([checkStores('--local'), checkMail(settings)])
  const costliest = await checkCostliestHash(settings, '--local')
  // Not at the same time: how long a password takes is measured.
  const url = String(settings['APP_URL'] || `http://localhost:${port}`)
  const service = await checkService(url, settings)
  const isDown = service.some(({ about }) => about === 'service')
  const running = isDown ? [note('service', `nothing answers at ${url}`, 'npm run dev starts it.')] : service
  return [...configured, ...costliest, ...stores, ...mails, ...domain, ...running]
}
