// Made by `npm run openapi`; not to be changed by hand.
export interface paths {
    "/.well-known/change-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where a password manager sends somebody to set a new password */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                302: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The public keys that verify access tokens */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["JwkSet"];
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/oauth-authorization-server": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What this authorization server can do (RFC 8414) */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AuthorizationServerMetadata"];
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/account": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The account that is signed in
         * @description With an `ETag`; `If-None-Match` is answered with 304 while nothing has changed.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Account"];
                    };
                };
                /** @description Default Response */
                304: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change the own account
         * @description What is omitted stays; `null` clears. With `If-Match` it is done only while the account still is what was read. E-mail and password have calls of their own; role and status are an administrator’s.
         *
         *     Refused with `username_taken`, `precondition_failed`, `too_many_requests`.
         */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        username?: string | null;
                        first_name?: string | null;
                        last_name?: string | null;
                        /** @description Language of mails. A BCP 47 language tag such as uk or de-AT. */
                        locale?: string | null;
                        time_zone?: string | null;
                        country?: string | null;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Account"];
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/account-events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What became of accounts
         * @description Needs a service key with the scope `accounts:read`. For a table of people of your own: the latest event of each account, in the order of `sequence`. From 0 it is the list of all accounts, and of those deleted in the last 90 days. Read on with `after` until `next` is null, then follow the stream from `sequence`. An event is numbered a moment after the change.
         *
         *     Refused with `insufficient_scope`, `too_many_requests`.
         */
        get: {
            parameters: {
                query?: {
                    /** @description The `sequence` that was read last; 0 for all accounts. */
                    after?: number;
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AccountEvents"];
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/account-events/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Changes of accounts as they happen
         * @description Needs a service key with the scope `accounts:read`. Server-sent events `created`, `changed` and `deleted`, with the sequence as `id:` and one item of `GET /api/account-events` as `data:`. A snapshot is empty here: it tells to read the list anew from 0. It also comes where deletions since then are older than 90 days. `retry:` tells when to come back after the connection was lost. `Last-Event-ID` resumes without gap or repeat, on whatever node; without one, or with one that is larger than anything given yet, the stream starts with `event: snapshot`. `event: heartbeat` comes about once a second and says in `data: {"sequence": n}` that everything up to `n` has been sent as of now; a node that cannot read its database sends none.
         *
         *     Refused with `insufficient_scope`, `too_many_requests`, `invalid_request`, `overloaded`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The file. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": string;
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/account/activity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened to the own account
         * @description Sign-ins, failed ones too, and every change that touches security; the newest first.
         *
         *     Refused with `invalid_cursor`.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Activity"][];
                            next_cursor: string | null;
                        };
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/account/avatar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set the picture of the account
         * @description The picture itself, or a form with one part `file`; other parts, names and types are not looked at. It has at most 5 MB, 40 megapixels and 1000 frames. Its middle is shown, 250 × 250, as WebP without metadata; `avatar_url` of the answer is where.
         *
         *     Refused with `payload_too_large`, `unsupported_media_type`, `validation_failed`, `too_many_requests`, `overloaded`, `unavailable`.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "image/jpeg": string;
                    "image/png": string;
                    "image/webp": string;
                    "image/gif": string;
                    "image/avif": string;
                    "multipart/form-data": {
                        /**
                         * Format: binary
                         * @description At most 5000000 bytes.
                         */
                        file: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Account"];
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        /** Go back to the default picture */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Account"];
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/account/deletion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Delete the own account
         * @description Needs the password. Every session ends at once and the data is gone; it cannot be undone. The last administrator has to stay.
         *
         *     Refused with `invalid_credentials`, `last_admin`, `too_many_requests`, `overloaded`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        password: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/account/email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for another e-mail address
         * @description Needs the password. A link goes to the new address (1 hour, once), a notice to the present one; nothing changes before the link is used, and a newer request replaces the older. Where the service does not tell which addresses it knows (SIGN_UP_DISCLOSURE=silent), a taken address is answered in the same way.
         *
         *     Refused with `invalid_credentials`, `email_taken`, `domain_not_allowed`, `too_many_requests`, `mail_off`, `overloaded`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description One plain e-mail address of at most 254 octets. Compared in lower case, shown as typed. */
                        email: string;
                        password: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MailRequested"];
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/account/email/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm another e-mail address
         * @description With the token of the mailed link; nobody has to be signed in, and nobody is by it. The account has the new address from then on, every link mailed to the old one is dead, and sessions go on.
         *
         *     Refused with `invalid_token`, `email_taken`, `too_many_requests`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description From the link in the mail, after `#token=`. */
                        token: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Account"];
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/account/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Everything that is held about the own person
         * @description One JSON file, sent as it is read. Secrets and what belongs to one are not in it. Ten an hour; each is noted among the security events.
         *
         *     Refused with `too_many_requests`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AccountExport"];
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/account/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change the password
         * @description Needs the present password. This session goes on with the new tokens of the answer, which travel as at sign-in; its old ones are refused at once, refresh and access token alike. Every other session ends, and so does every link that was mailed. A wrong present password counts as a failed sign-in and is never to be answered with a refresh.
         *
         *     Refused with `invalid_credentials`, `session_ended`, `too_many_requests`, `overloaded`.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        current_password: string;
                        /** @description 8–256 characters (Unicode code points after NFC); never trimmed. No kind of character is asked for. Refused with a code of its own: `common_password` (one of those that are tried first), `common_password_other_layout` (the same, typed with another keyboard layout), `personal_password` (made of the name, the address or the name of the service), `weak_password` (few guesses find it). */
                        password: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PasswordChanged"];
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/account/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The devices that are signed in
         * @description Refused with `invalid_cursor`.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Session"][];
                            next_cursor: string | null;
                        };
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/account/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End one device
         * @description Refused with `not_found`.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List or search accounts
         * @description Needs the role admin, or a service key with the scope `accounts:read`. `total` is exact without `q`; with it matches are counted up to 10,000, which stands for that or more. A page of a search may hold less than `limit` accounts, or none, while `next_cursor` is not null: go on with it. A cursor belongs to one filter, search, sort and order.
         *
         *     Refused with `forbidden`, `insufficient_scope`, `too_many_requests`, `invalid_cursor`.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Any part of e-mail, username, first or last name, whatever the case; one or two characters are looked for at the beginnings. Or an exact id. */
                    q?: string;
                    role?: "user" | "moderator" | "admin";
                    status?: "active" | "suspended";
                    /** @description Accounts without a username stand before all that have one. */
                    sort?: "created_at" | "updated_at" | "email" | "username";
                    order?: "asc" | "desc";
                    limit?: number;
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Account"][];
                            next_cursor: string | null;
                            total: number;
                        };
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/accounts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One account
         * @description Needs the role admin, or a service key with the scope `accounts:read`. Refused with `forbidden`, `insufficient_scope`, `too_many_requests`, `not_found`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Account"];
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /**
         * Delete an account with everything that is held about the person
         * @description Needs the role admin. Refused with `forbidden`, `not_found`, `last_admin`.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        /**
         * Change role or state
         * @description Needs the role admin. Acts at once. Another role keeps the person signed in: access tokens of before are refused by APIs that read the role in them, and the next refresh brings one that names the new role. A suspension ends every session and access token.
         *
         *     Refused with `forbidden`, `not_found`, `last_admin`.
         */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @enum {string} */
                        role?: "user" | "moderator" | "admin";
                        /** @enum {string} */
                        status?: "active" | "suspended";
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Account"];
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/accounts/{id}/password-reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mail somebody a link for a new password
         * @description Needs the role admin. An administrator never sets or sees a password. The mail counts among those of the hour to the address.
         *
         *     Refused with `forbidden`, `not_found`, `state_conflict`, `too_many_requests`, `mail_off`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never> | null;
                };
            };
            responses: {
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MailRequested"];
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/accounts/{id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The devices that somebody is signed in with
         * @description Needs the role admin. Refused with `forbidden`, `not_found`, `invalid_cursor`.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Session"][];
                            next_cursor: string | null;
                            total: number;
                        };
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/accounts/{id}/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End every session of somebody
         * @description Needs the role admin. Refused with `forbidden`, `not_found`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never> | null;
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            ended_sessions: number;
                        };
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit-events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The audit log
         * @description Needs the role admin. By account, type and time, the newest first. `portress audit verify` says whether it was changed.
         *
         *     Refused with `forbidden`, `invalid_cursor`.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                    account_id?: string;
                    /** @description See docs/reference/audit-events.md. */
                    type?: "account_created" | "admin_created" | "sign_up_attempted" | "unverified_account_removed" | "invitation_created" | "invitation_revoked" | "account_imported" | "accounts_imported" | "accounts_exported" | "account_suspended" | "account_restored" | "account_changed" | "account_deleted" | "email_change_requested" | "email_changed" | "personal_data_exported" | "role_changed" | "verification_requested" | "email_verified" | "password_reset_requested" | "password_reset" | "password_changed" | "sign_in_succeeded" | "sign_in_failed" | "reauthentication_failed" | "password_disabled" | "session_revoked" | "sessions_revoked" | "refresh_replayed" | "refresh_reissued_late" | "signing_key_created" | "signing_key_rotated" | "signing_key_revoked" | "everything_ended" | "installation_restored" | "service_key_created" | "service_key_revoked" | "one_time_link_printed";
                    /** @description Not before this instant. */
                    from?: string;
                    /** @description Not after this instant. */
                    to?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["AuditEvent"][];
                            next_cursor: string | null;
                        };
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/password-reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set a new password by the mailed link
         * @description The token works once, for an hour. Every session of the account ends, and the address counts as confirmed. Nobody is signed in by it.
         *
         *     Refused with `invalid_token`, `too_many_requests`, `overloaded`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description From the link in the mail, after `#token=`. */
                        token: string;
                        /** @description 8–256 characters (Unicode code points after NFC); never trimmed. No kind of character is asked for. Refused with a code of its own: `common_password` (one of those that are tried first), `common_password_other_layout` (the same, typed with another keyboard layout), `personal_password` (made of the name, the address or the name of the service), `weak_password` (few guesses find it). */
                        password: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/password-reset/request": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mail a link for a new password
         * @description The answer is the same whether or not the address is known, or had its mails for this hour.
         *
         *     Refused with `too_many_requests`, `mail_off`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description One plain e-mail address of at most 254 octets. Compared in lower case, shown as typed. */
                        email: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MailRequested"];
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Exchange the refresh token
         * @description Takes the refresh token from the body or from the cookie, and answers as the session was begun. The token rotates at most once a grace; a retry after a lost answer gets the same successor.
         *
         *     Refused with `invalid_refresh_token`, `session_ended`, `too_many_requests`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        refresh_token?: string;
                    } | null;
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TokenAnswer"];
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in
         * @description With the e-mail address or the username. One answer for every reason of failure.
         *
         *     Refused with `invalid_credentials`, `email_not_verified`, `too_many_requests`, `overloaded`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description E-mail address or username. */
                        login: string;
                        password: string;
                        /**
                         * @description Where the tokens travel: in the body, in cookies, or split.
                         * @default body
                         * @enum {string}
                         */
                        transport?: "body" | "cookie" | "split";
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TokenAnswer"];
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End this session
         * @description By the access token, the cookies, or a refresh token in the body. Doing it twice is fine.
         *
         *     Refused with `not_signed_in`, `invalid_token`, `invalid_refresh_token`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        refresh_token?: string;
                    } | null;
                };
            };
            responses: {
                /** @description Default Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sign-out-everywhere": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End all sessions of this account
         * @description With `keep_current` all but this one.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        keep_current?: boolean;
                    } | null;
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            ended_sessions: number;
                        };
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sign-up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make an account
         * @description A mail with a link and a code to confirm the address is sent. Nobody is signed in by it. Where the service does not tell which addresses it knows (SIGN_UP_DISCLOSURE=silent), the answer is always 202 and no username is taken. An `invitation` (the token of its link) opens a sign-up that is closed or by invitation, gives the role it was made for, and works once; the one that came by mail confirms the address as well.
         *
         *     Refused with `invalid_token`, `email_taken`, `username_taken`, `sign_up_closed`, `domain_not_allowed`, `too_many_requests`, `overloaded`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description One plain e-mail address of at most 254 octets. Compared in lower case, shown as typed. */
                        email: string;
                        /** @description 8–256 characters (Unicode code points after NFC); never trimmed. No kind of character is asked for. Refused with a code of its own: `common_password` (one of those that are tried first), `common_password_other_layout` (the same, typed with another keyboard layout), `personal_password` (made of the name, the address or the name of the service), `weak_password` (few guesses find it). */
                        password: string;
                        /** @description 2–64 letters, digits and signs without spaces and without @. Unique whatever its case; some names are reserved. */
                        username?: string;
                        /** @description 1–64 characters. */
                        first_name?: string;
                        /** @description 1–64 characters. */
                        last_name?: string;
                        /** @description Language of mails. By default the one that Accept-Language wants most. */
                        locale?: string;
                        /** @description A name of the IANA time zone database. */
                        time_zone?: string;
                        /** @description From the link, after `#token=`. */
                        invitation?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SignedUp"];
                    };
                };
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MailRequested"];
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The OAuth 2 token endpoint
         * @description A form: `grant_type=password` (for first-party tools such as this page’s Authorize button; off in production by default) or `grant_type=refresh_token`. Errors are those of RFC 6749 §5.2.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/x-www-form-urlencoded": {
                        grant_type?: string;
                        username?: string;
                        password?: string;
                        refresh_token?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OAuthTokenAnswer"];
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OAuthError"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/verify-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm an e-mail address
         * @description With the token of the mailed link (24 hours), or with the address and the mailed code (10 minutes, 5 tries). Both work once; a newer mail replaces the older. It signs nobody in.
         *
         *     Refused with `invalid_token`, `too_many_requests`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description From the link in the mail, after `#token=`. */
                        token?: string;
                        /** @description With the code: the address that the mail went to. */
                        email?: string;
                        /** @description The eight digits in the mail. */
                        code?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Account"];
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/verify-email/request": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mail a new link and code
         * @description The answer is the same whether or not the address is known, waits for confirmation, or had its mails for this hour.
         *
         *     Refused with `too_many_requests`, `mail_off`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description One plain e-mail address of at most 254 octets. Compared in lower case, shown as typed. */
                        email: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MailRequested"];
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The cats, by nickname
         * @description The cattery is shared: everybody who is signed in sees all of it. Each cat has its whole owner. With `owner_id` the cats of that owner; of one who is not there, none.
         *
         *     Refused with `invalid_cursor`, `too_many_requests`.
         */
        get: {
            parameters: {
                query?: {
                    /** @description The cats of this owner only. */
                    owner_id?: string;
                    limit?: number;
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Cat"][];
                            next_cursor: string | null;
                        };
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Add a cat
         * @description A cat named Mur is vaccinated, whatever is sent.
         *
         *     Refused with `owner_not_found`, `too_many_requests`, `idempotency_key_reused`, `state_conflict`.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Makes the call safe to repeat for 24 hours: a repeat creates nothing and answers with what the first one made. A UUID is a good one. */
                    "Idempotency-Key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description 3–16 letters, digits, spaces, hyphens and apostrophes. A cat named Mur is always vaccinated. */
                        nickname: string;
                        /** @description Whole years. */
                        age: number;
                        description?: string | null;
                        /** @default false */
                        vaccinated?: boolean;
                        owner_id: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Cat"];
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cats/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One cat with its owner
         * @description With an `ETag`, which changes with the owner too; `If-None-Match` is answered with 304 until then.
         *
         *     Refused with `not_found`, `too_many_requests`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Cat"];
                    };
                };
                /** @description Default Response */
                304: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /**
         * Change a cat
         * @description Needs the role moderator or admin. What is left out is the default: no description, and not vaccinated (Mur always is). With `If-Match` it is done only while the cat and its owner still are what was read.
         *
         *     Refused with `forbidden`, `not_found`, `owner_not_found`, `precondition_failed`, `too_many_requests`.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description 3–16 letters, digits, spaces, hyphens and apostrophes. A cat named Mur is always vaccinated. */
                        nickname: string;
                        /** @description Whole years. */
                        age: number;
                        description?: string | null;
                        /** @default false */
                        vaccinated?: boolean;
                        owner_id: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Cat"];
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        /**
         * Delete a cat
         * @description Needs the role admin. With `If-Match` it is done only while the cat and its owner still are what was read.
         *
         *     Refused with `forbidden`, `not_found`, `precondition_failed`, `too_many_requests`.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cats/{id}/vaccinated": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Mark a cat as vaccinated, or not
         * @description Needs the role moderator or admin. A cat named Mur stays vaccinated: the answer says how it is. `If-Match` as for PUT.
         *
         *     Refused with `forbidden`, `not_found`, `precondition_failed`, `too_many_requests`.
         */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        vaccinated: boolean;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Cat"];
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/contacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Contacts of the own address book
         * @description By last name, first name and id, as the alphabet has them. What is given has to fit together; nothing given lists all. `%` and `_` are characters like others.
         *
         *     Refused with `invalid_cursor`, `too_many_requests`.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Any part of first name, last name, both in either order, or e-mail address, whatever the case; one or two characters are looked for at the beginnings of words. */
                    q?: string;
                    /** @description Any part of the first name, whatever the case; one or two characters are looked for at the beginnings of words. */
                    first_name?: string;
                    /** @description Any part of the last name, whatever the case; one or two characters are looked for at the beginnings of words. */
                    last_name?: string;
                    /** @description Any part of the e-mail address, whatever the case; one or two characters are looked for at the beginnings of words. */
                    email?: string;
                    favorite?: "true" | "false";
                    /** @description Where in the list to begin: at the first contact whose last name, as names are sorted, stands at this text or behind it. `К` begins with the names in К; who has no last name stands before every text. */
                    from?: string;
                    limit?: number;
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Contact"][];
                            next_cursor: string | null;
                        };
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Add a contact
         * @description Refused with `email_taken`, `address_book_full`, `too_many_requests`, `idempotency_key_reused`, `state_conflict`.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Makes the call safe to repeat for 24 hours: a repeat creates nothing and answers with what the first one made. A UUID is a good one. */
                    "Idempotency-Key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description 1–64 characters. */
                        first_name: string;
                        last_name?: string | null;
                        email?: string | null;
                        phone?: string | null;
                        birthday?: string | null;
                        notes?: string | null;
                        /** @default false */
                        favorite?: boolean;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Contact"];
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/contacts/birthdays": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whose birthday is next
         * @description Each contact at most once, by the day on which the birthday falls, then by name. 29 February falls on 1 March in years that have none.
         *
         *     Refused with `invalid_cursor`, `too_many_requests`.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Calendar days, today the first, in the time zone of the account; UTC until that is known. */
                    days?: number;
                    limit?: number;
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["ContactBirthday"][];
                            next_cursor: string | null;
                        };
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/contacts/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export all contacts as a file
         * @description vCard 3.0 or CSV, sent as it is read; both can be imported again without losing anything. No cell of CSV begins a formula: where one would, an apostrophe stands before it. Twenty an hour.
         *
         *     Refused with `too_many_requests`.
         */
        get: {
            parameters: {
                query?: {
                    format?: "vcard" | "csv";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The file. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/vcard": string;
                        "text/csv": string;
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/contacts/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import contacts from a file
         * @description vCard 2.1, 3.0 and 4.0, or CSV whose first line names its columns: ours, or those of Google Contacts and Outlook. A contact whose e-mail address is known, or that comes from our own export, is updated with what the file says; what the file does not say stays. With `mode=atomic` a file that has anything wrong is refused as a whole, with 422 and `refused`.
         *
         *     Refused with `invalid_request`, `payload_too_large`, `unsupported_media_type`, `validation_failed`, `too_many_requests`, `overloaded`, `unavailable`.
         */
        post: {
            parameters: {
                query?: {
                    /** @description `lenient`: what is good stands. `atomic`: everything or nothing, 5000 contacts at most. */
                    mode?: "lenient" | "atomic";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "text/vcard": string;
                    "text/csv": string;
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ContactImport"];
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/contacts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One contact
         * @description With an `ETag`; `If-None-Match` is answered with 304 while nothing has changed.
         *
         *     Refused with `not_found`, `too_many_requests`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Contact"];
                    };
                };
                /** @description Default Response */
                304: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /**
         * Replace a contact
         * @description What is left out is empty afterwards. With `If-Match` it is done only while the contact still is what was read.
         *
         *     Refused with `not_found`, `email_taken`, `precondition_failed`, `too_many_requests`.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description 1–64 characters. */
                        first_name: string;
                        last_name?: string | null;
                        email?: string | null;
                        phone?: string | null;
                        birthday?: string | null;
                        notes?: string | null;
                        /** @default false */
                        favorite?: boolean;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Contact"];
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        /**
         * Delete a contact
         * @description With `If-Match` it is done only while the contact still is what was read.
         *
         *     Refused with `not_found`, `precondition_failed`, `too_many_requests`.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        /**
         * Change a contact
         * @description What is left out stays; `null` clears. With `If-Match` it is done only while the contact still is what was read.
         *
         *     Refused with `not_found`, `email_taken`, `precondition_failed`, `too_many_requests`.
         */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description 1–64 characters. */
                        first_name?: string;
                        last_name?: string | null;
                        email?: string | null;
                        phone?: string | null;
                        birthday?: string | null;
                        notes?: string | null;
                        favorite?: boolean;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Contact"];
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How the node that answers is
         * @description Needs the role admin. Refused with `forbidden`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ServiceHealth"];
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/introspect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Whether a token is good right now (RFC 7662)
         * @description Needs a service key with the scope `introspect`. A form with `token`: an access token or a refresh token. The answer is never late, on no node. Of anything that is not good it is exactly `{"active": false}`. A refresh token is not spent by it.
         *
         *     Refused with `insufficient_scope`, `too_many_requests`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/x-www-form-urlencoded": {
                        token?: string;
                        /** @description Not looked at: what kind of token it is can be seen. */
                        token_type_hint?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Introspection"];
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OAuthError"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The invitations, the newest first
         * @description Needs the role admin. Open, accepted and expired ones. Their links are not told again.
         *
         *     Refused with `forbidden`, `invalid_cursor`.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Invitation"][];
                            next_cursor: string | null;
                        };
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Invite somebody
         * @description Needs the role admin. The link works once, for signing up where that is by invitation or closed. With an address it is mailed there, and good for that address only; a newer invitation of the same address replaces the older. It dies with its expiry, by DELETE, and when the administrator who made it no longer is one.
         *
         *     Refused with `forbidden`, `email_taken`, `too_many_requests`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description Mailed to it where there is mail, and good for this address only. */
                        email?: string;
                        /**
                         * @default user
                         * @enum {string}
                         */
                        role?: "user" | "moderator" | "admin";
                        /**
                         * @description Seconds.
                         * @default 604800
                         */
                        expires_in?: number;
                    } | null;
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["NewInvitation"];
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/invitations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take an invitation back
         * @description Needs the role admin. Refused with `forbidden`, `not_found`.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/outbox": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Mails that wait, were sent or were given up
         * @description Needs the role admin. Newest first, and never what they say. `total` counts up to 10,000.
         *
         *     Refused with `forbidden`, `invalid_cursor`.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["OutboxMail"][];
                            next_cursor: string | null;
                            total: number;
                        };
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/owners": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The owners of cats, by name
         * @description The cattery is shared: everybody who is signed in sees all of it. By name, whatever its case, then by e-mail; owners without a name stand first.
         *
         *     Refused with `invalid_cursor`, `too_many_requests`.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    cursor?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Owner"][];
                            next_cursor: string | null;
                        };
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Add an owner
         * @description Refused with `email_taken`, `too_many_requests`, `idempotency_key_reused`, `state_conflict`.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Makes the call safe to repeat for 24 hours: a repeat creates nothing and answers with what the first one made. A UUID is a good one. */
                    "Idempotency-Key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description Unique among owners. One plain e-mail address of at most 254 octets. */
                        email: string;
                        /** @description 1–64 characters. */
                        name?: string | null;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Owner"];
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/owners/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One owner
         * @description With an `ETag`; `If-None-Match` is answered with 304 while nothing has changed.
         *
         *     Refused with `not_found`, `too_many_requests`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Owner"];
                    };
                };
                /** @description Default Response */
                304: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /**
         * Change an owner
         * @description Needs the role moderator or admin. What is left out is the default: without `name` the owner has none. With `If-Match` it is done only while the owner still is what was read.
         *
         *     Refused with `forbidden`, `not_found`, `email_taken`, `precondition_failed`, `too_many_requests`.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description Unique among owners. One plain e-mail address of at most 254 octets. */
                        email: string;
                        /** @description 1–64 characters. */
                        name?: string | null;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Owner"];
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        /**
         * Delete an owner who has no cats
         * @description Needs the role admin. With `If-Match` it is done only while the owner still is what was read.
         *
         *     Refused with `forbidden`, `not_found`, `owner_has_cats`, `precondition_failed`, `too_many_requests`.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/revocations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was revoked and may still be about
         * @description Needs a service key with the scope `revocations:read`. Every session, account and signing key whose access tokens have to be refused although they have not expired, up to `sequence`. Then follow the stream from there.
         *
         *     Refused with `insufficient_scope`, `too_many_requests`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Revocations"];
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/revocations/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Revocations as they happen
         * @description Needs a service key with the scope `revocations:read`. Server-sent events. `event: revocation` with the sequence as its `id:`, and one item of `GET /api/revocations` with its `sequence` as `data:`. The data of a snapshot is the answer of `GET /api/revocations`. `retry:` tells when to come back after the connection was lost. `Last-Event-ID` resumes without gap or repeat, on whatever node; without one, or with one that is larger than anything given yet, the stream starts with `event: snapshot`. `event: heartbeat` comes about once a second and says in `data: {"sequence": n}` that everything up to `n` has been sent as of now; a node that cannot read its database sends none.
         *
         *     Refused with `insufficient_scope`, `too_many_requests`, `invalid_request`, `overloaded`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The file. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": string;
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make the first administrator
         * @description By the link that the service prints at each start while there is no administrator. It works once; the account is confirmed from the first.
         *
         *     Refused with `invalid_token`, `setup_done`, `email_taken`, `too_many_requests`, `overloaded`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description From the setup link that the service prints at start, after `#token=`. */
                        token: string;
                        /** @description One plain e-mail address of at most 254 octets. Compared in lower case, shown as typed. */
                        email: string;
                        /** @description 8–256 characters (Unicode code points after NFC); never trimmed. No kind of character is asked for. Refused with a code of its own: `common_password` (one of those that are tried first), `common_password_other_layout` (the same, typed with another keyboard layout), `personal_password` (made of the name, the address or the name of the service), `weak_password` (few guesses find it). */
                        password: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Account"];
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/signing-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The keys that sign access tokens, and those still published
         * @description Needs the role admin. Refused with `forbidden`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["SigningKey"][];
                            next_cursor: null;
                            total: number;
                        };
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/signing-keys/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replace the key that signs access tokens
         * @description Needs the role admin. Nobody notices: the new key is published at once and signs after a minute, the old one stays published until its last token has expired. A key that has leaked is replaced by `portress keys rotate --revoke-old`.
         *
         *     Refused with `forbidden`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never> | null;
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            kid: string;
                        };
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many accounts there are, and sign-ups and sign-ins of the last 30 days
         * @description Needs the role admin. Refused with `forbidden`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Statistics"];
                    };
                };
                /** @description A refusal or a fault. */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Account: {
            id: string;
            email: string;
            email_verified: boolean;
            username: string | null;
            first_name: string | null;
            last_name: string | null;
            /** @enum {string} */
            role: "user" | "moderator" | "admin";
            /** @enum {string} */
            status: "active" | "suspended";
            avatar_url: string;
            locale: string | null;
            time_zone: string | null;
            country: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        AccountEvent: {
            sequence: number;
            /**
             * @description The latest that happened. `created` and `changed` both mean: read the account.
             * @enum {string}
             */
            kind: "created" | "changed" | "deleted";
            account_id: string;
            /** Format: date-time */
            occurred_at: string;
        };
        AccountEvents: {
            /** @description Up to where events are numbered: follow the stream from there once `next` is null. */
            sequence: number;
            /** @description Up to where deletions may be missing, because they are older than 90 days. Whoever read last before it reads anew from 0, and drops whom the list does not name. */
            forgotten: number;
            items: components["schemas"]["AccountEvent"][];
            /** @description The `after` of the page that follows; null at the end. */
            next: number | null;
        };
        AccountExport: {
            /** @constant */
            format: "portress-account";
            /** @constant */
            version: 1;
            /**
             * Format: uri
             * @description PUBLIC_URL of the service that wrote it.
             */
            service: string;
            /** Format: date-time */
            exported_at: string;
            account: {
                [key: string]: unknown;
            };
            password: {
                [key: string]: unknown;
            } | null;
            sessions: {
                [key: string]: unknown;
            }[];
            known_devices: {
                [key: string]: unknown;
            }[];
            mailed_links: {
                [key: string]: unknown;
            }[];
            mails: {
                [key: string]: unknown;
            }[];
            security_events: {
                [key: string]: unknown;
            }[];
        } & {
            [key: string]: unknown;
        };
        Activity: {
            id: string;
            /**
             * @description See docs/reference/audit-events.md.
             * @enum {string}
             */
            type: "account_created" | "admin_created" | "sign_up_attempted" | "unverified_account_removed" | "invitation_created" | "invitation_revoked" | "account_imported" | "accounts_imported" | "accounts_exported" | "account_suspended" | "account_restored" | "account_changed" | "account_deleted" | "email_change_requested" | "email_changed" | "personal_data_exported" | "role_changed" | "verification_requested" | "email_verified" | "password_reset_requested" | "password_reset" | "password_changed" | "sign_in_succeeded" | "sign_in_failed" | "reauthentication_failed" | "password_disabled" | "session_revoked" | "sessions_revoked" | "refresh_replayed" | "refresh_reissued_late" | "signing_key_created" | "signing_key_rotated" | "signing_key_revoked" | "everything_ended" | "installation_restored" | "service_key_created" | "service_key_revoked" | "one_time_link_printed";
            /**
             * @description An administrator; somebody who asked over the network, from `ip`; or the service and its operator.
             * @enum {string}
             */
            by: "administrator" | "request" | "service";
            session_id: string | null;
            ip: string | null;
            user_agent: string | null;
            /** @description Small facts; which ones depends on the type. */
            details: {
                [key: string]: string | number | null;
            };
            /** Format: date-time */
            created_at: string;
        };
        AuditEvent: {
            id: string;
            /**
             * @description See docs/reference/audit-events.md.
             * @enum {string}
             */
            type: "account_created" | "admin_created" | "sign_up_attempted" | "unverified_account_removed" | "invitation_created" | "invitation_revoked" | "account_imported" | "accounts_imported" | "accounts_exported" | "account_suspended" | "account_restored" | "account_changed" | "account_deleted" | "email_change_requested" | "email_changed" | "personal_data_exported" | "role_changed" | "verification_requested" | "email_verified" | "password_reset_requested" | "password_reset" | "password_changed" | "sign_in_succeeded" | "sign_in_failed" | "reauthentication_failed" | "password_disabled" | "session_revoked" | "sessions_revoked" | "refresh_replayed" | "refresh_reissued_late" | "signing_key_created" | "signing_key_rotated" | "signing_key_revoked" | "everything_ended" | "installation_restored" | "service_key_created" | "service_key_revoked" | "one_time_link_printed";
            /** @description Whom it is about; null where nobody here is. */
            account_id: string | null;
            /** @description Who did it, when that was another account. */
            actor_id: string | null;
            session_id: string | null;
            ip: string | null;
            user_agent: string | null;
            request_id: string | null;
            /** @description Small facts; which ones depends on the type. */
            details: {
                [key: string]: string | number | null;
            };
            /** Format: date-time */
            created_at: string;
        };
        AuthorizationServerMetadata: {
            issuer: string;
            token_endpoint: string;
            jwks_uri: string;
            response_types_supported: string[];
            grant_types_supported: string[];
            token_endpoint_auth_methods_supported: string[];
            /** @description The `aud` of the access tokens this service signs (TOKEN_AUDIENCE). */
            access_token_audience: string;
            service_documentation?: string;
        };
        Cat: {
            id: string;
            nickname: string;
            age: number;
            description: string | null;
            vaccinated: boolean;
            owner: components["schemas"]["Owner"];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        Contact: {
            id: string;
            first_name: string;
            last_name: string | null;
            email: string | null;
            /** @description E.164. */
            phone: string | null;
            /** @description As it is written in the country of the account; with + and the country code for numbers of another. */
            phone_formatted: string | null;
            /** @description `YYYY-MM-DD`, or `--MM-DD` without a year. */
            birthday: string | null;
            notes: string | null;
            favorite: boolean;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        ContactBirthday: {
            id: string;
            first_name: string;
            last_name: string | null;
            email: string | null;
            /** @description E.164. */
            phone: string | null;
            /** @description As it is written in the country of the account; with + and the country code for numbers of another. */
            phone_formatted: string | null;
            /** @description `YYYY-MM-DD`, or `--MM-DD` without a year. */
            birthday: string | null;
            notes: string | null;
            favorite: boolean;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /**
             * Format: date
             * @description The day it falls on: 1 March for 29 February where there is none.
             */
            next_birthday: string;
            /** @description How old they will be; null where the year is not known. */
            turns: number | null;
        };
        ContactImport: {
            created: number;
            updated: number;
            refused_count: number;
            /** @description What was not taken, and why: the first 1000. */
            refused: {
                /** @description The line of the file; of a vCard the one with BEGIN:VCARD. */
                line: number;
                reason: string;
                /** @description The field that is wrong, by its name here. */
                field?: string;
                /** @description A code of `errors`, or `address_book_full`. */
                code?: string;
            }[];
            dropped_count: number;
            /** @description What has no place in a contact that was taken: the first 1000. Never the content itself. */
            dropped: {
                /** @description The line of the file; of a vCard the one with BEGIN:VCARD. */
                line: number;
                /** @description The property or column, by its name in the file. */
                field: string;
                reason: string;
                /** @description Of a column: how many lines have something there. */
                count?: number;
            }[];
        };
        Introspection: {
            /** @constant */
            active: false;
        } | {
            /** @constant */
            active: true;
            /** @enum {string} */
            token_type: "Bearer" | "refresh_token";
            client_id: string;
            username?: string;
            sub: string;
            aud: string;
            iss: string;
            /** @description Seconds since 1970. */
            iat: number;
            /** @description Seconds since 1970. */
            exp: number;
            jti?: string;
            sid: string;
            gen: number;
            epoch: number;
            /**
             * @description As it is now, not as it was when the token was signed.
             * @enum {string}
             */
            role: "user" | "moderator" | "admin";
            /** @description Seconds since 1970. */
            auth_time: number;
            amr: string[];
        };
        Invitation: {
            id: string;
            /** @description Null: whoever holds the link may come. */
            email: string | null;
            /** @enum {string} */
            role: "user" | "moderator" | "admin";
            /** @description The administrator; null for the command line. */
            invited_by: string | null;
            /** @description Who came. */
            account_id: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            expires_at: string;
            accepted_at: string | null;
        };
        JwkSet: {
            keys: {
                [key: string]: string;
            }[];
        };
        MailRequested: {
            /** @constant */
            status: "check_your_mail";
        };
        NewInvitation: {
            id: string;
            /**
             * Format: uri
             * @description Shown here and never again.
             */
            url: string;
            email: string | null;
            /** @enum {string} */
            role: "user" | "moderator" | "admin";
            mailed: boolean;
            /** Format: date-time */
            expires_at: string;
        };
        OAuthError: {
            error: string;
            error_description: string;
        };
        OAuthTokenAnswer: {
            access_token: string;
            /** @constant */
            token_type: "Bearer";
            expires_in: number;
            refresh_token: string;
        };
        OutboxMail: {
            id: string;
            kind: string;
            account_id: string | null;
            /** @enum {string} */
            status: "waiting" | "sent" | "failed";
            tries: number;
            /** Format: date-time */
            created_at: string;
            next_try_at: string | null;
            sent_at: string | null;
            failed_at: string | null;
            last_error: string | null;
        };
        Owner: {
            id: string;
            email: string;
            name: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        PasswordChanged: {
            /** @constant */
            token_type: "Bearer";
            access_token?: string;
            /** @description Seconds until the access token expires. */
            expires_in: number;
            refresh_token?: string;
            /** @description Seconds until the nearer of the idle and the absolute timeout. */
            refresh_expires_in: number;
            /**
             * Format: date-time
             * @description The absolute timeout, which no use puts off.
             */
            session_expires_at: string;
            session_id: string;
            account: components["schemas"]["Account"];
            /** @description How many other devices were signed out. */
            ended_sessions: number;
        };
        Problem: {
            /** Format: uri */
            type: string;
            title: string;
            status: number;
            /** @enum {string} */
            code: "invalid_request" | "invalid_json" | "invalid_cursor" | "invalid_token" | "not_signed_in" | "invalid_credentials" | "invalid_refresh_token" | "session_ended" | "forbidden" | "insufficient_scope" | "cross_site_request" | "client_refused" | "email_not_verified" | "sign_up_closed" | "not_found" | "owner_not_found" | "method_not_allowed" | "email_taken" | "username_taken" | "setup_done" | "address_book_full" | "last_admin" | "owner_has_cats" | "state_conflict" | "precondition_failed" | "payload_too_large" | "uri_too_long" | "unsupported_media_type" | "validation_failed" | "idempotency_key_reused" | "domain_not_allowed" | "too_many_requests" | "headers_too_large" | "internal_error" | "overloaded" | "unavailable" | "mail_off";
            detail: string;
            request_id: string;
            errors?: {
                /** @description A dotted path. */
                field: string;
                /** @enum {string} */
                code: "required" | "unknown_field" | "invalid_type" | "too_short" | "too_long" | "invalid_email" | "invalid_username" | "invalid_value" | "invalid_locale" | "invalid_time_zone" | "invalid_country" | "invalid_phone" | "invalid_date" | "future_date" | "taken" | "reserved" | "weak_password" | "common_password" | "common_password_other_layout" | "personal_password" | "same_password" | "same_email" | "domain_not_allowed" | "not_invited" | "unreadable_picture" | "unreadable_file" | "too_many_pixels" | "too_many_frames";
                message: string;
            }[];
        };
        Revocation: {
            /** @enum {string} */
            kind: "session" | "account" | "key";
            /** @description The `sid`, `sub` or `kid` that access tokens name. */
            id: string;
            /** Format: date-time */
            revoked_at: string;
            /**
             * Format: date-time
             * @description From then on no access token that it could concern is alive.
             */
            expires_at: string;
            /** @description Of an account: its access tokens of a smaller `epoch` are refused, whatever their age. Null for others. */
            epoch: number | null;
        };
        Revocations: {
            sequence: number;
            items: components["schemas"]["Revocation"][];
        };
        ServiceHealth: {
            /** @enum {string} */
            status: "ready" | "degraded";
            version: string;
            uptime_seconds: number;
            database: {
                /** @enum {string} */
                kind: "sqlite" | "postgres";
                answer_milliseconds: number;
            };
            mail: {
                /** @enum {string} */
                by: "smtp" | "inbox" | "off";
                /** @enum {string} */
                status: "ready" | "late";
                waiting: number;
                failed_within_a_day: number;
                oldest_waiting_seconds: number | null;
            };
            backup: {
                /**
                 * @description off: none are scheduled; late: the last two times of the schedule went by without one
                 * @enum {string}
                 */
                status: "off" | "waiting" | "good" | "late";
                age_seconds: number | null;
            };
            redis: {
                /** @enum {string} */
                status: "ready" | "degraded" | "off";
                nodes: number;
            };
            load: {
                /** @enum {string} */
                status: "ready" | "late";
                event_loop_delay_milliseconds: number;
            };
            signing_key: {
                kid: string;
                age_seconds: number;
            };
        };
        Session: {
            id: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            last_used_at: string;
            /** Format: date-time */
            expires_at: string;
            device_name: string | null;
            country: string | null;
            user_agent: string | null;
            ip: string | null;
            current: boolean;
        };
        SignedUp: {
            account: components["schemas"]["Account"];
        };
        SigningKey: {
            kid: string;
            /** @enum {string} */
            algorithm: "ES256" | "EdDSA" | "RS256";
            /** @description Whether new tokens are signed with it on the node that answers. */
            signs: boolean;
            /** Format: date-time */
            created_at: string;
            /** @description When a newer one replaced it; it stays published until its last token has expired. */
            retired_at: string | null;
            expires_at: string | null;
        };
        Statistics: {
            accounts: {
                total: number;
                by_role: {
                    user: number;
                    moderator: number;
                    admin: number;
                };
                by_status: {
                    active: number;
                    suspended: number;
                };
            };
            /** @description The last 30 days of UTC, the oldest first; today is the last. */
            days: {
                /** Format: date */
                date: string;
                sign_ups: number;
                sign_ins: number;
                failed_sign_ins: number;
            }[];
        };
        TokenAnswer: {
            /** @constant */
            token_type: "Bearer";
            access_token?: string;
            /** @description Seconds until the access token expires. */
            expires_in: number;
            refresh_token?: string;
            /** @description Seconds until the nearer of the idle and the absolute timeout. */
            refresh_expires_in: number;
            /**
             * Format: date-time
             * @description The absolute timeout, which no use puts off.
             */
            session_expires_at: string;
            session_id: string;
            account: components["schemas"]["Account"];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
