import { buildAssets } from './assets/build.ts'

/** `node src/commands/assets.ts`: wrangler runs it before it bundles (`[build]` in wrangler.toml). */
await buildAssets()
