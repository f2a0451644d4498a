import type { Child } from 'hono/jsx'
import type { ReadyConfig } from '../config/config.ts'
import { COMFORT_JS } from './assets.ts'
import { BrandLine } from './brand.tsx'
import { framed } from './frame.tsx'
import { type FootProps, PageFoot } from './page-foot.tsx'

type StagePage = FootProps & {
  config: ReadyConfig
  /** Of the tab. */
  title: string
  /** Below a line at the end of the card: another way, such as "No account? Sign up". */
  end?: Child
  /** Besides the one script of all pages. */
  scripts?: string[]
  /** Where the browser goes by itself. */
  next?: string | undefined
  children: Child
}

/** A page with one thing to do: a card, and under it what belongs to every page. */
export const stagePage = ({ title, end, scripts = [], next, children, ...foot }: StagePage) =>
  framed({
    config: foot.config,
    language: foot.language,
    title: `${title} · ${foot.config.APP_NAME}`,
    scripts: [COMFORT_JS, ...scripts],
    kind: 'stage',
    next,
    children: (
      <>
        <main class="card">
          <BrandLine config={foot.config} />
          {children}
          {end && <div class="end">{end}</div>}
        </main>
        <PageFoot {...foot} />
      </>
    ),
  })
