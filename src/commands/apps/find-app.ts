import type { AdministrationDeps } from '../../core/administration/deps.ts'
import { listApps } from '../../core/apps/administer-apps.ts'
import { nearestOf } from '../../config/unknown-names.ts'
import type { ShownApp } from '../../store/pieces/apps.ts'
import { giveUp } from '../terminal.ts'

/** The app of this id or this name, or the end of the command: with the one that was probably meant. */
export async function existingApp(deps: AdministrationDeps, which: string): Promise<ShownApp> {
  const apps = await listApps(deps)
  const wanted = which.trim().toLowerCase()
  const [found, ...others] = apps.filter(({ id, name }) => id === wanted || name.toLowerCase() === wanted)
  if (found && others.length > 0)
    giveUp(
      `Several apps have the name ${which}: say which by ${[found, ...others].map(({ id }) => id).join(', ')}.`,
    )
  if (found) return found
  const nearest = nearestOf(
    wanted,
    apps.flatMap(({ id, name }) => [id, name]),
  )
  const meant = nearest === undefined ? 'npm run apps -- list shows all.' : `Did you mean ${nearest}?`
  return giveUp(`No app has the id or the name ${which}. ${meant}`)
}
