import { sample } from '../../support/sample.ts'
import { describeFaults } from './suite.ts'
import { STORIES_OF_PAGES } from './stories-of-pages.ts'

// To tell a story is most of what it costs: by default there is one of each page.
describeFaults(sample(STORIES_OF_PAGES, ({ route }) => [route.split(' ')[1] ?? '']))
