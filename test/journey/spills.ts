import type { Page } from 'playwright-core'

/**
 * The texts that are wider than their box. They lie over what stands beside them, and the page is no wider for that.
 */
export const spillsOf = (page: Page): Promise<string[]> =>
  page.evaluate<string[]>(`[...document.querySelectorAll('body *')]
    .filter((element) => element.checkVisibility() && element.clientWidth > 1)
    .filter((element) => getComputedStyle(element).overflowX === 'visible')
    .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1)
    .map((element) => element.tagName.toLowerCase() + ': ' + element.textContent.trim().slice(0, 60))`)
