import { describe, expect, it } from 'vitest'
import { apiDocument } from '../../src/openapi/document.ts'

describe('the API document', () => {
  it('is what the app says now; if not: npm run openapi', async () => {
    await expect(`${JSON.stringify(await apiDocument(), null, 1)}\n`).toMatchFileSnapshot(
      '../../src/surfaces/platform/openapi.json',
    )
  })

  it('has no shape that common generators and mocks do not take', async () => {
    const text = JSON.stringify(await apiDocument())
    // test/generators/README.md says which have been tried.
    for (const word of ['prefixItems', 'patternProperties', 'unevaluatedProperties', '$dynamicRef'])
      expect(text).not.toContain(`"${word}"`)
    expect(text).not.toContain('"items":false')
    for (const [, header = ''] of text.matchAll(/"Set-Cookie":\{.*?"schema":(\{.*?\})/g))
      expect(header).toBe('{"type":"string"}')
  })
})
