/** Made by src/commands/assets.ts; this is for the compiler, in a checkout that has not been built yet. */
declare module '*/dist/assets.json' {
  /** Where each file is served: `/assets/<name>.<hash>.<ext>`. */
  const paths: Record<'pages.css' | 'pages.js' | 'openapi.json', string>
  export default paths
}
