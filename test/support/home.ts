/** Where the test Worker believes to be. */
export const HOME = 'https://auth.localhost'
