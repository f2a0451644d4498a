import type { Page } from 'playwright-core'

/** Where an app runs, and what a story may ask of. */
export type Scene = {
  /** Of the app. */
  url: string
  /** Of the service. */
  service: string
  /** A tab of one browser; all tabs of a scene share it. */
  tab: (url: string) => Promise<Page>
}

/** Somebody else's app: how it comes about, what is built, what runs, and what must then be true. */
export type App = {
  name: string
  port: number
  /** The generator of the framework, which makes the folder `app`. Without one the folder is empty. */
  generate?: string[]
  /** The sources that the app has besides, by their path. */
  files: (at: { service: string; url: string }) => Record<string, string>
  /** Packages that the app needs besides the client. */
  packages: string[]
  build: string[][]
  start: string[]
  story: (scene: Scene) => Promise<void>
}

/** Fails with a sentence. */
export function expectEqual(found: unknown, wanted: unknown, about: string): void {
  const [one, other] = [JSON.stringify(found), JSON.stringify(wanted)]
  if (one !== other) throw new Error(`${about}: ${one} instead of ${other}`)
}
