import { storable } from '../../src/commands/users/password.ts'

/**
 * Hashes as other systems have made them, none by our code or by a library of ours: PHP 8.2's
 * `password_hash` (Laravel), Debian's `htpasswd`, `argon2` and crypt(3), Better Auth's own function on
 * Node's scrypt, the example that Firebase publishes, Python's hashlib, RFC 7914.
 */
export const IMPORTED = {
  laravel: {
    password: 'correct horse',
    hash: '$2y$12$kX/yl3z3Z2ytqRbzI28DOuIYop9cA9cM/fUdsntL0OgYLSTKT6j42',
  },
  laravelArgon: {
    password: 'correct horse',
    hash: '$argon2id$v=19$m=65536,t=4,p=1$UDVTaFFYZlowWVZYNDVwWg$4JgQ9zIJIKEMi/T9QYfCkfbsO6nt88CgfUWtQEfNKN0',
  },
  betterAuth: {
    password: 'correct horse',
    hash: 'e54da1f04821c540372b4d74241d028a:a5f6facc1e08f622331351a0143b0c7980bd776b61d6cda67f45e23f3db43942a2596dff79f8cd41b5f9d88bf4d22c0f736a6e8561a32c0894672a7e7551390a',
  },
  supabase: {
    password: 'correct horse',
    hash: '$2a$06$abcdefghijklmnopqrstuud/5IuQmqhVO0kfNEbHJM.fJkPiliBzC',
  },
  firebase: {
    password: 'user1password',
    hash: '$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==$42xEC+ixf3L2lw==$lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==',
  },
  django: {
    password: 'correct horse',
    hash: 'pbkdf2_sha256$120000$some salt of text$lySPYuBcMtXgE6eaIbUDo/4uD2+ZMvm4vfGdicGwUmw=',
  },
} as const

export const MORE_IMPORTED = {
  'bcrypt by htpasswd': ['correct horse', '$2y$10$VQRwbpXgFxJHDQnju6dEyuel3sDY5m/EFhX8j9ESABI90PtWQwNnK'],
  'bcrypt of other letters': ['pässwörd ✓', '$2y$05$1UGsYRGm3kT7Oeun8vLeHeZJO4UbB/saoZ.torDjuCxO03AmV/tT6'],
  'bcrypt of nothing, with a salt of nothing': [
    '',
    '$2b$04$......................w74bL5gU7LSJClZClCa.Pkz14aTv/XO',
  ],
  'bcrypt by crypt(3)': ['correct horse', '$2b$12$abcdefghijklmnopqrstuuFDJRuYeKkCzo3Wy7h8SxhBSHBAHiPK2'],
  'argon2id in two lanes': [
    'correct horse',
    '$argon2id$v=19$m=1024,t=2,p=2$cWhwdVo2SUFENUVaMFg4Rg$qvyrftCw0G9fcxcgO7mFdYVRjYQbCydTch2IHaRMdqg',
  ],
  'argon2id in four lanes, by argon2': [
    'correct horse',
    '$argon2id$v=19$m=4096,t=3,p=4$c29tZXNhbHRzYWx0$wJNu4BHtlMX6TlalyIois+3NNJjLIABc7OK2r8bcn2o',
  ],
  argon2i: [
    'correct horse',
    '$argon2i$v=19$m=1024,t=2,p=1$SC9DdzRzMmJqNUw3ZjN0dQ$vLwKHx7JBlUidkn1oSQorAjP7TChvVqVZ8Gw2ZH/cuw',
  ],
  'Better Auth, of a ligature': [
    'ﬁnal é answer',
    '7964c17b5a9f6e2eddbc3ed79f6f61d9:a7395205955dad60a69df1e635cd5f8e486760aafa49ed51078ce142106ad221a26f3c95ac74be59058d84c73d16744ef3c4cb559241608c3b2e77ddd65b6bfb',
  ],
  'scrypt of RFC 7914, N 1024': [
    'password',
    '$scrypt$ln=10,r=8,p=16$TmFDbA==$/bq+HJ00cgB4VucZDQHp/nxq18vII3gw53N2Y0s3MWIurzDZLiKjiG/xCSedmDDaxyevuUqD7m2DYMvfoswGQA==',
  ],
  'scrypt of RFC 7914, N 16384': [
    'pleaseletmein',
    '$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU$cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofLVQylVYT8Pz2LUlwUkKpr55h6F3A1lHkDfzwF7RVdYhw',
  ],
  'scrypt, N 32768': [
    'correct horse',
    '$scrypt$ln=15,r=8,p=1$c29tZSBzYWx0IG9mIHRleHQ$lFm1DTwq9OrYXdSiQ3etUMiGvl9rUblgWVCHgXQSUkKT+un0zfWoYYcSzdB8rbhto3coLSinerM0BtnQr853NQ',
  ],
  'PBKDF2-SHA-1': [
    'correct horse',
    '$pbkdf2-sha1$i=100000$c29tZSBzYWx0IG9mIHRleHQ$VDx9GgEz4zoKAgBD/oDWxyaTi5I',
  ],
  'PBKDF2-SHA-256': [
    'correct horse',
    '$pbkdf2-sha256$i=1000$c29tZSBzYWx0IG9mIHRleHQ$XZ5MOMajv+tchZxIpIZxMvpVv8FffwH35mjh05b1cLU',
  ],
  'PBKDF2-SHA-512': [
    'correct horse',
    '$pbkdf2-sha512$i=100000$c29tZSBzYWx0IG9mIHRleHQ$j4/qXkOUwiWk7y4kUd5bJprIKmG/YdFDox9ib1Bbb/4953HnqD1QTidY1sKT7U8NWIX7EvxfeTGeUj20Bp8F+w',
  ],
} as const

/** PHP's, of `0123456789` eight times: 80 bytes, of which bcrypt sees 72. */
export const LONG = {
  password: '0123456789'.repeat(8),
  hash: '$2y$04$eW5ld2YH6SqirzRyKkvMRux8ZLnJIkLAcweBTzUJGVrWIP/jcSAPu',
}

/** What an import stores for an exported hash. */
export function stored(exported: string | null): string {
  const result = storable(exported)
  if ('refusal' in result) throw new Error(result.refusal)
  return result.string
}
