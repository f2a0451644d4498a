import { type Manual, misused, readWords } from '../../src/commands/words.ts'

/** @returns the apps that are named, or all of them. */
export function appsWanted(argv: readonly string[], known: readonly string[]): readonly string[] {
  const manual: Manual = {
    usage: `npm run try:apps              installs the client in apps of many frameworks, and tries a story in each
npm run try:apps -- vite next tries only these: ${known.join(', ')}

It needs the network, for npm.`,
    help: 'npm run try:apps -- --help',
  }
  const { words } = readWords(manual, argv, { options: {}, max: known.length })
  const unknown = words.find((word) => !known.includes(word))
  if (unknown !== undefined) misused(manual, `There is no app "${unknown}".`)
  return words.length === 0 ? known : words
}
