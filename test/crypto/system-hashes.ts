import { IMPORTED } from './imported-hashes.ts'

/**
 * What each system writes by default, by its row in src/docs/moving-in.md. All but three are of "correct
 * horse". Made by the system's own code: Django 5.2, Werkzeug 3.1, passlib 1.7, argon2-cffi 25.1, Lucia 3.2,
 * Better Auth 1.7, PHP's `password_hash` as Laravel, Symfony and WordPress 6.8 call it, bcrypt of Python for
 * those that leave it to a bcrypt library. ASP.NET's older ones are from the tests of its own repository. No
 * Keycloak and no .NET was at hand: theirs are computed by Python's hashlib and argon2-cffi, as their sources say.
 */
export const BY_DEFAULT: Record<string, { password: string; hash: string }> = {
  Laravel: IMPORTED.laravel,
  'Laravel, Argon2': IMPORTED.laravelArgon,
  Symfony: of('$2y$13$s2UGmD96NCnezoxqi13Vc.UdDBSNlpSSOZboSKEN74SzMk4aTLKM6'),
  'Rails, Devise': of('$2a$12$0IGcGj.JSvf921Dy4e93TOWEeMgiPpJPEVm0f/9ClzgAomFaZ9RAC'),
  Auth0: of('$2b$10$YziHWSP4F6Ah/4eP3EBS3el7vdKD6XrG48pJSBOQ9tfHR48tCH3Q.'),
  Supabase: of('$2a$10$Z7SIoJgMqgN7T7Tut1eebenQN.9ap1YKufToKG/IgmIsfINbiWTK6'),
  'WordPress 6.8': of('$wp$2y$10$NDM9265xTJHvU4htbYcPR.uoz/5bA2k9RaG1.ll/42MDhPl.5dMRO'),
  'WordPress before 6.8': of('$P$BrdLTuXcB.I8ZBuGNfo0UywyHyMkrk/'),
  'Better Auth, Lucia 3': of(
    '393c9e0c181345e816e22929f636198f:da6e71813b63130b24513ddfaac07d8d5b7897540b53f240905ba46cf2e54eb618bdf12041178392dd565f09ceb946fd4ff0799a8e1cd2d3b61dea5caf54518f',
  ),
  'Lucia 2': of(
    's2:84d6a15343b07f6f9ea94bfff27a74fe:968255d41295d86a53dc7f77bfc1deaebe5ce1baf714ebf7e3cdd70dd0acbd804d5d7bc94662c7b9d3f44cb617f08e12751a720aac6574c61734978ac687d553',
  ),
  'Lucia, Argon2': of(
    '$argon2id$v=19$m=19456,t=2,p=1$QMgcm+vLd1lbKvOrkX9VdQ$/aiaMKtawNs1ak+kQ6ISxgwLjQ4palwSB4uHYf8IGrU',
  ),
  Firebase: IMPORTED.firebase,
  'Django 5.2': of(
    'pbkdf2_sha256$1000000$8eqm6qVfWzZS5ATOJMbiIi$U0y1dqNeg+HGABXA5blNHhY+B5pFUOMkcPVJ6Z0vuyE=',
  ),
  'Django, 1 800 000 iterations': of(
    'pbkdf2_sha256$1800000$YDV2w9BQatB5rxK2xvGjeF$LHsJCGvBH4jvUoqT2LP7sf8bIy3CaxGGhJsJFtM7L6s=',
  ),
  'Django, scrypt': of(
    'scrypt$16384$Elm1LPuKNKvqRzF8weFLRF$8$5$mUvqvFftXLvfTz8V2nAy6Y/n18fkWTvWArZHEmL5e4WJ9ObIdxr9skXy6rxF1rx/M6ZSw2wF5M1g+SMmmsF2FQ==',
  ),
  'Django, bcrypt': of('bcrypt_sha256$$2b$12$.AD9FALA08goDPY8GEoFYOw53eyjrUpM9gIbue0XH9/Xua0hkrSNu'),
  'Django, Argon2': of(
    'argon2$argon2id$v=19$m=102400,t=2,p=8$ZElLckhBcDJBek9LbkRqTlE4R2ppZg$uXKKsPq9L/1MsQDTQCw3Jt4yQRZZBzO/hIwnyj8FimU',
  ),
  'Keycloak 25 and 26': of(
    '$argon2id$v=19$m=7168,t=5,p=1$AP+eXgXN0GeGh8mwtNigRQ==$sBMAbO64cNbYJR3FH8BQWhp590bW1jIZdtSCyAC2TdA=',
  ),
  'Keycloak 24, or FIPS': of(
    '$pbkdf2-sha512$i=210000$/80KxXhy4BiMGVKsji6osg==$zTaF2WYU+5gopMVgw9F1m3+EhWtbxqlSbCEJ31Y5JA6zkn5JaCV9pcLemTlb+qScJRmMjnv2qIHcxVWDjapOaA==',
  ),
  'Keycloak before 24': of(
    '$pbkdf2-sha256$i=27500$grY0ieFomD6TpOgLwjabiw==$bbBg1MxRfz8i5HjzCPuo9PXbYx9TJdcFSy+8nU+b8PVl38qmL7May8PdDabgjdnPWwTgJhDq9nwtYDHhpWIcfQ==',
  ),
  'passlib, PBKDF2': of(
    '$pbkdf2-sha256$29000$UupdS.mdE.KcU0pp7V2rVQ$GqEXSBwCK3zmnhj08vaWKGlvdt5gI2xeVuXrhK3r448',
  ),
  'passlib, PBKDF2 with SHA-512': of(
    '$pbkdf2-sha512$25000$upfSWssZo9Tam5Oy1hpDCA$2u.lM9RebxhRx9VEKkL3HVSl295vZreljl2xGvPGjK9QzzidDiMvjQqpGOoNb7BtYsr4L1j5/3nYAaSH9c4pMQ',
  ),
  'passlib, PBKDF2 with SHA-1': of('$pbkdf2$131000$KkVIqVUqxRgjRGjNudc6Jw$iP3XLrYjj/y/y88mWPP5DIIwDDY'),
  'passlib, scrypt': of(
    '$scrypt$ln=16,r=8,p=1$zNlbK4WQUkpp7X3P+X9PKQ$+ze3lrqU+yl9ZOAdStFML1D0sKalNyd8Z9GbjyOpTGo',
  ),
  'argon2-cffi': of(
    '$argon2id$v=19$m=65536,t=3,p=4$NcsEl7+bxSczCOCItnlYXQ$Z0Rn82RSNMOkCeAoByZMJFIvRRxiLI/kgJG1DA1vdMU',
  ),
  'argon2-cffi before 21.2': of(
    '$argon2id$v=19$m=102400,t=2,p=8$7fC4LjRbdRV3Ka+7MiTigA$FdWprsaXchspb3RShO+7tn0HOCbBoTy1FMlsvgjtPkQ',
  ),
  'Werkzeug (Flask)': of(
    'scrypt:32768:8:1$uwel578RVZP0mUo1$7059d47875dad8b3b38783b5321153a78bc0bb113576287afd53e07f9f8e73ad470275f33b4d3f5ff1258cb1668ba60e504b3f826bac153497498bb8e9203cad',
  ),
  'Werkzeug, PBKDF2': of(
    'pbkdf2:sha256:1000000$GUyo8GsGaFcJl4nR$5ec423fa9df5ca7ddc0038bf433b5cc18ad6ce2884ee1d86339d13d4af2496d6',
  ),
  'ASP.NET Identity, .NET 7 and later': of(
    'AQAAAAIAAYagAAAAEH8OEJdPa+s6Fc+b4QZfCfACClhez4qGHNB0wd0Sgs1i9sF9C2X7bz+IuiAh9FUupw==',
  ),
  'ASP.NET Identity before .NET 7': {
    password: 'my password',
    hash: 'AQAAAAEAACcQAAAAEAABAgMEBQYHCAkKCwwNDg+yWU7rLgUwPZb1Itsmra7cbxw2EFpwpVFIEtP+JIuUEw==',
  },
  'ASP.NET Identity 2': {
    password: 'my password',
    hash: 'AAABAgMEBQYHCAkKCwwNDg+ukCEMDf0yyQ29NYubggHIVY0sdEUfdyeM+E1LtH1uJg==',
  },
}

function of(hash: string) {
  return { password: 'correct horse', hash }
}
