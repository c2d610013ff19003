/* SPDX-License-Identifier: MIT */
/* Mail: mbox files and single messages; a message is an article. */
#include <string.h>
#include <strings.h>

#include "reader.h"

enum { DEEPEST = 8, HEADER_SIZE = 1 << 14 };

/* ---- lines ---- */

/* The line at *at with its end, and *at behind it. */
static ent_string take_line(ent_string text, size_t *at)
{
    const char *feed =
        *at < text.size ? memchr(text.data + *at, '\n', text.size - *at) : NULL;
    size_t end = feed ? (size_t)(feed - text.data) + 1 : text.size;
    ent_string line = {text.data + *at, end - *at};
    *at = end;
    return line;
}

static bool begins(ent_string text, const char *start)
{
    size_t size = strlen(start);
    return text.size >= size && strncasecmp(text.data, start, size) == 0;
}

/* Bytes of the header fields at the front, and where the body starts behind the blank line. */
static ent_string split_headers(ent_string message, ent_string *body)
{
    size_t at = 0, end = 0;
    while (at < message.size) {
        ent_string line = take_line(message, &at);
        if (!ent__trimmed(line).size)
            break;
        end = at;
    }
    *body = (ent_string){message.data + at, message.size - at};
    return (ent_string){message.data, end};
}

ent_string ent__header(ent_arena *arena, ent_string headers, const char *name)
{
    ent_buffer value = {0};
    bool inside = false;
    for (size_t at = 0; at < headers.size;) {
        ent_string line = take_line(headers, &at);
        bool folded = line.data[0] == ' ' || line.data[0] == '\t';
        if (inside && !folded)
            break;
        if (!folded) {
            size_t size = strlen(name);
            inside = begins(line, name) && line.size > size && line.data[size] == ':';
            line =
                inside ? (ent_string){line.data + size + 1, line.size - size - 1} : line;
        }
        line = ent__trimmed(line);
        if (inside && value.size && line.size)
            ent_buffer_byte(&value, ' ');
        if (inside)
            ent_buffer_string(&value, line);
    }
    ent_string copy = ent_string_copy(arena, ent_buffer_view(&value));
    ent_buffer_dispose(&value);
    return copy;
}

ent_string ent__header_parameter(ent_arena *arena, ent_string value, const char *name)
{
    size_t size = strlen(name);
    for (size_t at = 0; at + size < value.size; at++) {
        bool start = at == 0 || strchr("; \t", value.data[at - 1]);
        if (!start || strncasecmp(value.data + at, name, size) != 0 ||
            value.data[at + size] != '=')
            continue;
        at += size + 1;
        bool quoted = at < value.size && value.data[at] == '"';
        at += quoted;
        size_t length = 0;
        while (at + length < value.size &&
               (quoted ? value.data[at + length] != '"'
                       : !memchr("; \t", value.data[at + length], 3)))
            length++;
        return ent_string_copy(arena, (ent_string){value.data + at, length});
    }
    return (ent_string){"", 0};
}

/* ---- transfer encodings ---- */

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Quoted-printable (RFC 2045); `word`: the variant of headers, where '_' is a space. */
static ent_string from_quoted(ent_arena *arena, ent_string text, bool word)
{
    char *out = ent_arena_alloc(arena, text.size + 1, 1);
    size_t size = 0;
    for (size_t at = 0; out && at < text.size; at++) {
        char c = text.data[at];
        if (c == '=' && at + 2 < text.size && hex_digit(text.data[at + 1]) >= 0 &&
            hex_digit(text.data[at + 2]) >= 0) {
            out[size++] =
                (char)(16 * hex_digit(text.data[at + 1]) + hex_digit(text.data[at + 2]));
            at += 2;
        } else if (c == '=' && at + 1 < text.size && text.data[at + 1] == '\n') {
            at += 1;
        } else if (c == '=' && at + 2 < text.size && text.data[at + 1] == '\r' &&
                   text.data[at + 2] == '\n') {
            at += 2;
        } else {
            out[size++] = word && c == '_' ? ' ' : c;
        }
    }
    return (ent_string){out, size};
}

static ent_string from_base64(ent_arena *arena, ent_string text)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *out = ent_arena_alloc(arena, text.size + 1, 1);
    size_t size = 0;
    uint32_t bits = 0;
    int count = 0;
    for (size_t at = 0; out && at < text.size; at++) {
        const char *digit = text.data[at] ? strchr(alphabet, text.data[at]) : NULL;
        if (!digit)
            continue;
        bits = bits << 6 | (uint32_t)(digit - alphabet);
        count += 6;
        if (count >= 8) {
            count -= 8;
            out[size++] = (char)(bits >> count & 0xFF);
        }
    }
    return (ent_string){out, size};
}

/* "=?charset?Q?text?=" (RFC 2047) at the front of `text`: its bytes, decoded; *taken 0 when there is none. */
static ent_string encoded_word(ent_arena *arena, ent_string text, size_t *taken)
{
    *taken = 0;
    ent_string none = {"", 0};
    if (!begins(text, "=?"))
        return none;
    const char *end = text.data + text.size;
    const char *mark = memchr(text.data + 2, '?', text.size - 2);
    if (!mark || end - mark < 4 || mark[2] != '?')
        return none;
    const char *start = mark + 3;
    const char *stop = memmem(start, (size_t)(end - start), "?=", 2);
    if (!stop)
        return none;
    ent_string inner = {start, (size_t)(stop - start)};
    bool quoted = mark[1] == 'q' || mark[1] == 'Q';
    ent_string bytes =
        quoted ? from_quoted(arena, inner, true) : from_base64(arena, inner);
    ent_string charset = ent_string_copy(
        arena, (ent_string){text.data + 2, (size_t)(mark - text.data) - 2});
    ent_decoded decoded;
    if (!bytes.data || !charset.data ||
        ent_decode(&decoded, arena, bytes, charset.data, NULL) != ENT_OK)
        return none;
    *taken = (size_t)(stop - text.data) + 2;
    return decoded.text;
}

static ent_string header_text(ent_arena *arena, ent_string headers, const char *name)
{
    ent_string raw = ent__header(arena, headers, name);
    raw.size = raw.size < HEADER_SIZE ? raw.size : HEADER_SIZE;
    ent_buffer text = {0};
    bool after_word = false;
    for (size_t at = 0; at < raw.size;) {
        size_t taken, spaces = 0;
        while (after_word && at + spaces < raw.size && raw.data[at + spaces] == ' ')
            spaces++;
        ent_string rest = {raw.data + at + spaces, raw.size - at - spaces};
        ent_string word = encoded_word(arena, rest, &taken);
        after_word = taken > 0;
        if (taken)
            ent_buffer_string(&text,
                              word); /* white space between two of them is not text */
        else
            ent_buffer_byte(&text, raw.data[at]);
        at += taken ? taken + spaces : 1;
    }
    ent_decoded decoded = {.text = {"", 0}};
    ent_string copy = ent_string_copy(arena, ent_buffer_view(&text));
    ent_buffer_dispose(&text);
    if (!copy.data || ent_decode(&decoded, arena, copy, NULL, NULL) != ENT_OK)
        return (ent_string){"", 0};
    return ent__trimmed(decoded.text);
}

/* ---- bodies ---- */

struct part {
    ent_string text; /* data NULL: none found yet */
    bool html;
};

static void read_part(ent_articles *reader, struct part *best, ent_string headers,
                      ent_string body, int depth);

static void read_parts(ent_articles *reader, struct part *best, ent_string body,
                       ent_string boundary, int depth)
{
    size_t from = 0, at = 0;
    bool inside = false;
    while (at < body.size) {
        size_t start = at;
        ent_string line = ent__trimmed(take_line(body, &at));
        bool delimiter = line.size >= boundary.size + 2 && begins(line, "--") &&
                         memcmp(line.data + 2, boundary.data, boundary.size) == 0;
        if (!delimiter && at < body.size)
            continue;
        if (inside) {
            ent_string inner, whole = {body.data + from, (delimiter ? start : at) - from};
            ent_string headers = split_headers(whole, &inner);
            read_part(reader, best, headers, inner, depth + 1);
        }
        from = at;
        inside = delimiter && line.size == boundary.size + 2;
    }
}

/* Plain text is better than HTML; of each the first counts. Attachments are not looked at. */
static void read_part(ent_articles *reader, struct part *best, ent_string headers,
                      ent_string body, int depth)
{
    ent_arena *arena = &reader->scratch;
    ent_string type = ent__header(arena, headers, "Content-Type");
    ent_string encoding = ent__header(arena, headers, "Content-Transfer-Encoding");
    ent_string boundary = ent__header_parameter(arena, type, "boundary");
    if (begins(type, "multipart/") && boundary.size && depth < DEEPEST) {
        read_parts(reader, best, body, boundary, depth);
        return;
    }
    bool html = begins(type, "text/html");
    bool plain =
        !type.size || begins(type, "text/plain") || !memchr(type.data, '/', type.size);
    ent_string disposition = ent__header(arena, headers, "Content-Disposition");
    if ((!html && !plain) || begins(disposition, "attachment") ||
        (best->text.data && (html || !best->html)))
        return;
    if (begins(encoding, "quoted-printable"))
        body = from_quoted(arena, body, false);
    else if (begins(encoding, "base64"))
        body = from_base64(arena, body);
    ent_string charset = ent__header_parameter(arena, type, "charset"), text;
    if (!body.data ||
        ent__article_decode(reader, &text, body, charset.size ? charset.data : NULL,
                            NULL) != ENT_OK)
        return;
    *best = (struct part){text, html};
}

/* "Ann Berg <ann@example.org>", "ann@example.org (Ann Berg)" */
static ent_string person(ent_string from)
{
    const char *angle = from.size ? memchr(from.data, '<', from.size) : NULL;
    const char *open = from.size ? memchr(from.data, '(', from.size) : NULL;
    if (angle && angle > from.data)
        from.size = (size_t)(angle - from.data);
    else if (open && from.data[from.size - 1] == ')')
        from = (ent_string){open + 1, (size_t)(from.data + from.size - open) - 2};
    from = ent__trimmed(from);
    if (from.size > 1 && from.data[0] == '"' && from.data[from.size - 1] == '"')
        from = (ent_string){from.data + 1, from.size - 2};
    return from;
}

ent_status ent__mail_read(ent_articles *reader, ent_string bytes, ent_error *err)
{
    ent_arena *arena = &reader->scratch;
    ent_article *article = &reader->article;
    ent_string body, headers = split_headers(bytes, &body);
    struct part part = {.html = false};
    read_part(reader, &part, headers, body, 0);
    article->title = header_text(arena, headers, "Subject");
    article->time = header_text(arena, headers, "Date");
    article->lang = header_text(arena, headers, "Content-Language");
    reader->details.author = person(header_text(arena, headers, "From"));
    ent_string id = ent__header(arena, headers, "Message-ID");
    if (id.size > 2 && id.data[0] == '<')
        id = (ent_string){id.data + 1, id.size - 2};
    article->id = id;
    article->text = part.html ? ent__html_text(arena, part.text) : part.text;
    article->paragraphs = part.html ? ENT_PARAGRAPHS_LINE : reader->paragraphs;
    return part.html && !article->text.data ? ent_fail_memory(err) : ENT_OK;
}

/* ---- mbox ---- */

struct mail_state {
    bool started; /* the "From " line of the next message has been read */
    uint64_t line;
    bool single; /* one message, without such a line */
};

static bool is_header_line(ent_string line)
{
    size_t size = 0;
    while (size < line.size && line.data[size] > ' ' && line.data[size] != ':' &&
           (unsigned char)line.data[size] < 0x7f)
        size++;
    return size > 0 && size < line.size && line.data[size] == ':';
}

bool ent__is_mail(ent_string head)
{
    size_t at = 0;
    bool mbox = begins(head, "From ");
    if (mbox)
        take_line(head, &at);
    bool from = false, date = false, other = false;
    for (int i = 0; i < 40 && at < head.size; i++) {
        ent_string line = take_line(head, &at);
        if (!ent__trimmed(line).size)
            break;
        bool folded = i > 0 && (line.data[0] == ' ' || line.data[0] == '\t');
        if (!folded && !is_header_line(line))
            return false;
        from |= begins(line, "From:");
        date |= begins(line, "Date:");
        other |= begins(line, "Message-ID:") || begins(line, "Received:") ||
                 begins(line, "MIME-Version:");
    }
    return from && (mbox || (date && other));
}

static ent_status mail_open(ent_articles *reader, ent_error *err)
{
    struct mail_state *state = ent_arena_alloc(&reader->document, 1, sizeof *state);
    ent_string head;
    if (!state)
        return ent_fail_memory(err);
    ENT_TRY(ent_input_peek(reader->input, 5, &head, err));
    state->single = head.size < 5 || memcmp(head.data, "From ", 5) != 0;
    reader->state = state;
    return ENT_OK;
}

/* Lines up to the next "From " behind a blank line, in reader->bytes. */
static ent_status read_message(ent_articles *reader, struct mail_state *state,
                               ent_error *err)
{
    bool blank = true;
    reader->bytes.count = 0;
    for (;;) {
        ent_string line;
        bool end;
        ent_status status =
            ent_input_line(reader->input, &line, &end, reader->record_limit, err);
        if (status != ENT_OK)
            return ent__article_input(reader, status);
        if (end)
            return ENT_OK;
        if (!state->single && blank && line.size >= 5 &&
            memcmp(line.data, "From ", 5) == 0) {
            bool first = !state->started;
            state->started = true;
            if (first || reader->bytes.count == 0)
                continue;
            return ENT_OK;
        }
        if (reader->bytes.count == 0)
            state->line = ent_input_line_number(reader->input);
        blank = line.size == 0;
        if (line.size > 5 && memcmp(line.data, ">From ", 6) == 0)
            line = (ent_string){line.data + 1, line.size - 1};
        if (!ent_array_reserve(&reader->bytes, line.size + 1))
            return ent_fail_memory(err);
        memcpy(reader->bytes.items + reader->bytes.count, line.data, line.size);
        reader->bytes.count += line.size;
        reader->bytes.items[reader->bytes.count++] = '\n';
        if (reader->bytes.count > reader->record_limit)
            return ent__article_end(reader, err, state->line, 0,
                                    "message is longer than %zu bytes",
                                    reader->record_limit);
    }
}

static ent_status mail_next(ent_articles *reader, bool *end, ent_error *err)
{
    struct mail_state *state = reader->state;
    ENT_TRY(read_message(reader, state, err));
    *end = reader->bytes.count == 0;
    if (*end)
        return ENT_OK;
    reader->details.line = state->line;
    ent_string bytes = {reader->bytes.items, reader->bytes.count};
    reader->fault.raw = bytes;
    return ent__mail_read(reader, bytes, err);
}

/* A message ends where the next one begins: is that among what has arrived, or so much that it cannot be far? */
static bool mail_is_near(ent_articles *reader, int milliseconds)
{
    enum { MUCH = 1 << 15 };
    ent_string head;
    if (!ent_input_line_is_near(reader->input, milliseconds))
        return false;
    return ent_input_peek(reader->input, MUCH, &head, NULL) != ENT_OK || head.size == 0 ||
           head.size >= MUCH || memmem(head.data, head.size, "\nFrom ", 6);
}

const ent_article_format ent__articles_of_mail = {mail_open, mail_next, NULL,
                                                  mail_is_near};
