import type { Child } from 'hono/jsx'
import type { ReadyConfig } from '../../config/config.ts'
import { COMFORT_JS } from '../assets.ts'
import { BrandLine } from '../brand.tsx'
import { FormFrame } from '../forms/form-frame.tsx'
import { Submit } from '../forms/submit.tsx'
import { framed } from '../frame.tsx'
import { Heading } from '../heading.tsx'
import { Glyph } from '../icons.tsx'
import { type FootProps, type FootWords, PageFoot } from '../page-foot.tsx'
import { type Place, Places } from './places.tsx'

type AccountWords = FootWords & {
  /** The name of the navigation: "Your account". */
  account: string
  skip: string
  signOut: string
  /** "Back to Orchard" */
  back: string
}

/** Who is signed in; without a name the address stands alone. */
type Person = { name: string; email: string }

type AccountPage = FootProps & {
  config: ReadyConfig
  words: AccountWords
  title: string
  lead?: Child
  person?: Person | undefined
  places: Place[]
  /** The `href` of the place that is shown. */
  current: string
  /** Besides the one script of all pages. */
  scripts?: string[]
  children: Child
}

/** A page of `/account`: who is signed in, the way to the other pages, and panels. */
export const accountPage = (page: AccountPage) =>
  framed({
    config: page.config,
    language: page.language,
    title: `${page.title} · ${page.config.APP_NAME}`,
    scripts: [COMFORT_JS, ...(page.scripts ?? [])],
    kind: 'account',
    children: (
      <>
        <a class="skip" href="#content">
          {page.words.skip}
        </a>
        <Top {...page} />
        <div class="plan">
          <Places places={page.places} current={page.current} name={page.words.account}>
            <Home {...page} />
          </Places>
          <main id="content" tabindex={-1}>
            <Heading title={page.title} lead={page.lead} />
            {page.children}
          </main>
        </div>
        <PageFoot {...page} />
      </>
    ),
  })

const Top = ({ config, person, token, words }: AccountPage) => (
  <header class="top">
    <BrandLine config={config} />
    {person && <Who {...person} />}
    <FormFrame token={token} to="/sign-out" do="here" inline>
      <Submit kind="quiet" small icon="signOut">
        {words.signOut}
      </Submit>
    </FormFrame>
  </header>
)

const Who = ({ name, email }: Person) => (
  <div class="person">
    <span class="initial" aria-hidden="true">
      {[...(name || email)][0]?.toUpperCase()}
    </span>
    <p>
      {name && <strong>{name}</strong>}
      <span class="muted">{email}</span>
    </p>
  </div>
)

const Home = ({ config: { APP_URL_HOME }, words }: AccountPage) =>
  APP_URL_HOME ? (
    <li class="home">
      <a href={APP_URL_HOME}>
        <Glyph icon="back" />
        {words.back}
      </a>
    </li>
  ) : null
