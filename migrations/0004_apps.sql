-- Apps sign people in by OpenID Connect: which apps there are, what users have allowed them, their sessions, and the
-- RSA keys of ID tokens.
CREATE TABLE `apps` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`kind` text NOT NULL,
	`redirect_uris` text NOT NULL,
	`post_logout_redirect_uris` text NOT NULL,
	`secret` text,
	`pkce` text DEFAULT 'required' NOT NULL,
	`scopes` text NOT NULL,
	`id_token_alg` text DEFAULT 'RS256' NOT NULL,
	`logo_url` text,
	`created_at` integer NOT NULL,
	`disabled_at` integer
);
--> statement-breakpoint
CREATE TABLE `grants` (
	`user_id` text NOT NULL,
	`app_id` text NOT NULL,
	`scope` text NOT NULL,
	`granted_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `grants_by_user` ON `grants` (`user_id`,`app_id`);--> statement-breakpoint
CREATE TABLE `signing_keys` (
	`kid` text PRIMARY KEY NOT NULL,
	`period` integer NOT NULL,
	`public_key` text NOT NULL,
	`private_key` text NOT NULL,
	`created_at` integer NOT NULL,
	`signs_from` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `signing_keys_period_unique` ON `signing_keys` (`period`);--> statement-breakpoint
ALTER TABLE `sessions` ADD `app_id` text;--> statement-breakpoint
ALTER TABLE `sessions` ADD `scope` text;--> statement-breakpoint
ALTER TABLE `sessions` ADD `parent_id` text;--> statement-breakpoint
ALTER TABLE `sessions` ADD `opened_by` text;--> statement-breakpoint
CREATE INDEX `sessions_by_parent` ON `sessions` (`parent_id`) WHERE "sessions"."parent_id" is not null;--> statement-breakpoint
UPDATE `marks` SET `value` = 4 WHERE `name` = 'schema';
