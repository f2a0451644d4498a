import { type Manual, readWords } from '../../src/commands/words.ts'

/** What a house test compares with the sources, and can write anew: by the name of the test. */
const WRITTEN = {
  openapi: 'Writes src/surfaces/platform/openapi.json, the API document, from the routes of the app.',
  weights: 'Writes the versions and figures of src/docs/what-is-uploaded.md, from what would be uploaded.',
}

export type Written = keyof typeof WRITTEN

export function readUpdate(name: Written, argv: readonly string[]): void {
  const manual: Manual = {
    usage: `npm run ${name}\n\n${WRITTEN[name]}`,
    help: `npm run ${name} -- --help`,
  }
  readWords(manual, argv, { options: {} })
}
