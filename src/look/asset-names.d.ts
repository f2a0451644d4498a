/** src/commands/assets.ts makes the module. The compiler reads this instead: it needs no build. */
declare module '*/dist/assets.js' {
  /** Where each file is served: `/assets/<name>.<hash>.<ext>`. */
  export const paths: Record<
    | 'pages.css'
    | 'developers.css'
    | 'pages.js'
    | 'comfort.js'
    | 'human.js'
    | 'mailbox.js'
    | 'copy.js'
    | 'reference.css'
    | 'reference.js'
    | 'scalar.js'
    | 'openapi.json'
    | 'common-passwords.txt',
    string
  >
  /** Where the words of each language but English are, by its name. */
  export const words: Record<string, string>
  export const pageWords: Record<string, string>
  /** styles/mark.svg */
  export const mark: string
  /** Which file each `/docs/guides…` reads. */
  export const guides: Record<string, string>
}
