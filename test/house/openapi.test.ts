import { describe, expect, it } from 'vitest'
import { apiDocument } from '../../src/openapi/document.ts'

describe('the API document', () => {
  it('is what the app says now; if not: npm run openapi', async () => {
    await expect(`${JSON.stringify(await apiDocument(), null, 1)}\n`).toMatchFileSnapshot(
      '../../src/surfaces/platform/openapi.json',
    )
  })
})
