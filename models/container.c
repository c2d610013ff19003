/* SPDX-License-Identifier: MIT */
/* Little-endian numbers, and the container of a model file as a whole: header and section table. */
#include "container.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

static const unsigned char magic[8] = {0x89, 'E', 'N', 'T', '\r', '\n', 0x1A, '\n'};
enum { FLAG_REQUIRED = 1, FLAG_DEFLATED = 2, FLAG_PIECES = 4, WORTH_DEFLATING = 256 };

/* Long sections are deflated piece by piece, each by itself, so that several threads inflate them. */
#define PIECE_SIZE ((size_t)1 << 18)

static size_t pieces_of(uint64_t size)
{
    return (size_t)((size + PIECE_SIZE - 1) / PIECE_SIZE);
}

static size_t piece_size(uint64_t size, size_t piece)
{
    size_t left = (size_t)size - piece * PIECE_SIZE;
    return left < PIECE_SIZE ? left : PIECE_SIZE;
}

/* ---- numbers ---- */

void ent__put(ent_buffer *out, uint64_t number, int bytes)
{
    for (int i = 0; i < bytes; i++)
        ent_buffer_byte(out, (char)(number >> (8 * i) & 0xFF));
}

void ent__put_float(ent_buffer *out, float number)
{
    uint32_t pattern;
    memcpy(&pattern, &number, sizeof pattern);
    ent__put(out, pattern, 4);
}

void ent__put_varint(ent_buffer *out, uint64_t number)
{
    for (; number >= 0x80; number >>= 7)
        ent_buffer_byte(out, (char)(number | 0x80));
    ent_buffer_byte(out, (char)number);
}

ent_string ent__take_bytes(ent__reader *reader, uint64_t size)
{
    if (size > reader->rest.size) {
        reader->bad = true;
        return (ent_string){"", 0};
    }
    ent_string taken = {reader->rest.data, (size_t)size};
    reader->rest.data += size;
    reader->rest.size -= (size_t)size;
    return taken;
}

uint64_t ent__take(ent__reader *reader, int bytes)
{
    ent_string taken = ent__take_bytes(reader, (uint64_t)bytes);
    uint64_t number = 0;
    for (size_t i = 0; i < taken.size; i++)
        number |= (uint64_t)(unsigned char)taken.data[i] << (8 * i);
    return number;
}

float ent__take_float(ent__reader *reader)
{
    uint32_t pattern = (uint32_t)ent__take(reader, 4);
    float number;
    memcpy(&number, &pattern, sizeof number);
    return number;
}

uint64_t ent__take_varint(ent__reader *reader)
{
    uint64_t number = 0;
    if (reader->rest.size &&
        (unsigned char)*reader->rest.data < 0x80) { /* nearly always */
        reader->rest.size--;
        return (unsigned char)*reader->rest.data++;
    }
    for (unsigned shift = 0; shift < 64; shift += 7) {
        if (reader->rest.size == 0)
            break;
        unsigned char byte = (unsigned char)*reader->rest.data++;
        reader->rest.size--;
        if (shift == 63 && byte > 1)
            break; /* more than 64 bits */
        number |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80)
            return number;
    }
    reader->bad = true;
    return 0;
}

/* ---- writing ---- */

/* A piece of a section, deflated. */
struct piece {
    const ent__section *section;
    const char *data; /* of the section; then its bytes in the file */
    size_t size;
    ent_buffer deflated;
};

/* A section as it goes into the file. */
struct stored {
    ent_buffer bytes; /* where it is deflated; else those of the section are taken */
    unsigned flags;
};

/* Would a code of the bytes' frequencies (all that PACK_SYMBOLS looks for) save less than a sixth? */
static bool is_noise(const char *bytes, size_t size)
{
    uint32_t counts[256] = {0};
    double bits = 0;
    for (size_t i = 0; i < size; i++)
        counts[(unsigned char)bytes[i]]++;
    for (size_t b = 0; b < 256; b++)
        if (counts[b])
            bits += counts[b] * log2((double)size / counts[b]);
    return bits > (double)size * 8 * 5 / 6;
}

/* What would hardly shrink, as the low bytes of weights do, is stored as it is, which takes no time to read. */
static int level_for(const struct piece *piece)
{
    enum { LARGE = 2 << 20, USUAL = 6, QUICK = 4, MOST = 9 };
    const ent__section *section = piece->section;
    if (section->packing == PACK_SYMBOLS && is_noise(piece->data, piece->size))
        return 0;
    if (section->packing != PACK_TEXT)
        return USUAL;
    /* Where there is much to write, a quarter of the time is worth 4 % more room. */
    return section->bytes.size > LARGE ? QUICK : MOST;
}

static ent_status deflate_bytes(ent_buffer *out, const struct piece *piece, int strategy,
                                ent_error *err)
{
    z_stream stream = {0};
    if (deflateInit2(&stream, level_for(piece), Z_DEFLATED, -15, 9, strategy) != Z_OK)
        return ent_fail_memory(err);
    uLong bound = deflateBound(&stream, (uLong)piece->size);
    *out = (ent_buffer){.data = ent_new(bound, 1), .capacity = bound};
    stream.next_in = (Bytef *)(uintptr_t)piece->data;
    stream.avail_in = (uInt)piece->size;
    stream.next_out = (Bytef *)out->data;
    stream.avail_out = (uInt)bound;
    int code = out->data ? deflate(&stream, Z_FINISH) : Z_MEM_ERROR;
    out->size = stream.total_out;
    deflateEnd(&stream);
    return code == Z_STREAM_END ? ENT_OK : ent_fail_memory(err);
}

static ent_status deflate_piece(void *context, size_t number, int worker, ent_error *err)
{
    static const int strategies[] = {[PACK_TEXT] = Z_DEFAULT_STRATEGY,
                                     [PACK_RUNS] = Z_RLE,
                                     [PACK_SYMBOLS] = Z_HUFFMAN_ONLY};
    (void)worker;
    struct piece *piece = &((struct piece *)context)[number];
    return deflate_bytes(&piece->deflated, piece, strategies[piece->section->packing],
                         err);
}

/* The pieces of a section into one, where there are several behind their sizes; unless it is not worth it. */
static void join_pieces(struct stored *stored, const struct piece *pieces, size_t count,
                        size_t size)
{
    size_t joined = count > 1 ? 4 * count : 0;
    for (size_t i = 0; i < count; i++)
        joined += pieces[i].deflated.size;
    /* What shrinks by less than a sixteenth is not worth the time that inflating takes. */
    if (size < WORTH_DEFLATING || joined >= size - size / 16)
        return;
    stored->flags = FLAG_DEFLATED | (count > 1 ? FLAG_PIECES : 0);
    for (size_t i = 0; count > 1 && i < count; i++)
        ent__put(&stored->bytes, pieces[i].deflated.size, 4);
    for (size_t i = 0; i < count; i++)
        ent_buffer_string(&stored->bytes, ent_buffer_view(&pieces[i].deflated));
}

/* Deflate all pieces of all sections, on all processors. */
static ent_status deflate_sections(struct stored *stored, const ent__section *sections,
                                   size_t count, ent_error *err)
{
    size_t total = 0, next = 0;
    for (size_t i = 0; i < count; i++)
        total += pieces_of(sections[i].bytes.size);
    struct piece *pieces = ent_new_zeroed(total, sizeof *pieces);
    if (!pieces)
        return ent_fail_memory(err);
    for (size_t i = 0; i < count; i++)
        for (size_t p = 0; p < pieces_of(sections[i].bytes.size); p++)
            pieces[next++] =
                (struct piece){.section = &sections[i],
                               .data = sections[i].bytes.data + p * PIECE_SIZE,
                               .size = piece_size(sections[i].bytes.size, p)};
    ent_status status = ent_parallel(total, 0, deflate_piece, pieces, err);
    next = 0;
    for (size_t i = 0; status == ENT_OK && i < count; i++) {
        size_t size = sections[i].bytes.size;
        join_pieces(&stored[i], pieces + next, pieces_of(size), size);
        next += pieces_of(size);
    }
    for (size_t p = 0; p < total; p++)
        ent_buffer_dispose(&pieces[p].deflated);
    free(pieces);
    return status;
}

static ent_string stored_view(const ent__section *section, const struct stored *stored)
{
    return ent_buffer_view(stored->flags ? &stored->bytes : &section->bytes);
}

static void put_file(ent_buffer *out, const ent__section *sections,
                     const struct stored *stored, size_t count)
{
    uint64_t total = 0;
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        total += stored_view(&sections[i], &stored[i]).size;
        used += sections[i].bytes.size > 0;
        out->failed |= stored[i].bytes.failed;
    }
    uint64_t offset = PREAMBLE_SIZE + used * ENTRY_SIZE + 4;
    ent_buffer_append(out, magic, sizeof magic);
    ent__put(out, FORMAT_MAJOR, 2);
    ent__put(out, FORMAT_MINOR, 2);
    ent__put(out, used, 4);
    ent__put(out, offset + total, 8);
    for (size_t i = 0; i < count; i++) {
        const ent__section *section = &sections[i];
        if (section->bytes.size == 0)
            continue;
        ent_string data = stored_view(section, &stored[i]);
        ent_buffer_append(out, section->tag, 4);
        ent__put(out, (section->required ? FLAG_REQUIRED : 0) | stored[i].flags, 4);
        ent__put(out, offset, 8);
        ent__put(out, data.size, 8);
        ent__put(out, section->bytes.size, 8);
        ent__put(out, crc32_z(0, (const Bytef *)data.data, data.size), 4);
        offset += data.size;
    }
    ent__put(out, out->failed ? 0 : crc32_z(0, (const Bytef *)out->data, out->size), 4);
    for (size_t i = 0; i < count; i++)
        ent_buffer_string(out, stored_view(&sections[i], &stored[i]));
}

ent_status ent__container_encode(ent_buffer *out, ent__section *sections, size_t count,
                                 ent_error *err)
{
    uint64_t inflated = 0;
    for (size_t i = 0; i < count; i++) {
        if (sections[i].bytes.failed)
            return ent_fail_memory(err);
        inflated += sections[i].bytes.size;
    }
    if (inflated > INFLATED_MAX)
        return ent_fail(err, ENT_ELIMIT,
                        "the model is larger than a file may be: %llu bytes",
                        (unsigned long long)inflated);
    struct stored stored[SECTIONS_MAX] = {0};
    ent_status status = deflate_sections(stored, sections, count, err);
    if (status == ENT_OK) {
        put_file(out, sections, stored, count);
        if (out->failed)
            status = ent_fail_memory(err);
    }
    for (size_t i = 0; i < count; i++)
        ent_buffer_dispose(&stored[i].bytes);
    return status;
}

/* ---- reading ---- */

struct entry {
    char tag[5];
    bool required, deflated, pieces;
    ent_string stored;
    uint64_t inflated;
    uint32_t crc;
    ent__section *section; /* NULL: not known */
};

static ent_status bad_section(const struct entry *entry, const char *fault,
                              ent_error *err)
{
    return ent_fail(err, ENT_EMODEL, "section %s %s", entry->tag, fault);
}

static ent_status check_preamble(ent__reader *reader, size_t *count, ent_string bytes,
                                 ent_error *err)
{
    *reader = (ent__reader){bytes, false};
    ent_string begin = ent__take_bytes(reader, sizeof magic);
    if (begin.size != sizeof magic || memcmp(begin.data, magic, sizeof magic) != 0)
        return ent_fail(err, ENT_EMODEL,
                        bytes.size ? "not a model file" : "the file is empty");
    unsigned major = (unsigned)ent__take(reader, 2);
    unsigned minor = (unsigned)ent__take(reader, 2);
    *count = (size_t)ent__take(reader, 4);
    uint64_t total = ent__take(reader, 8);
    if (reader->bad)
        return ent_fail(err, ENT_EMODEL, "cut short");
    if (major > FORMAT_MAJOR)
        return ent_fail(err, ENT_EVERSION,
                        "format %u.%u is newer than this program reads (%d.%d)", major,
                        minor, FORMAT_MAJOR, FORMAT_MINOR);
    if (major < FORMAT_MAJOR)
        return ent_fail(err, ENT_EMODEL, "format %u.%u never was", major, minor);
    if (total > bytes.size)
        return ent_fail(err, ENT_EMODEL, "cut short: %zu of %llu bytes", bytes.size,
                        (unsigned long long)total);
    if (total < bytes.size)
        return ent_fail(err, ENT_EMODEL, "%zu bytes follow the end of the model",
                        (size_t)(bytes.size - total));
    if (*count > SECTIONS_MAX || *count * ENTRY_SIZE + 4 > reader->rest.size)
        return ent_fail(err, ENT_EMODEL, "impossible number of sections");
    size_t covered = PREAMBLE_SIZE + *count * ENTRY_SIZE;
    ent__reader behind = {{bytes.data + covered, 4}, false};
    if (crc32_z(0, (const Bytef *)bytes.data, covered) != ent__take(&behind, 4))
        return ent_fail(err, ENT_EMODEL, "the header fails its checksum");
    return ENT_OK;
}

static ent_status take_entry(struct entry *entry, ent__reader *reader, uint64_t offset,
                             ent_string bytes, ent_error *err)
{
    memcpy(entry->tag, ent__take_bytes(reader, 4).data, 4);
    unsigned flags = (unsigned)ent__take(reader, 4);
    uint64_t start = ent__take(reader, 8), size = ent__take(reader, 8);
    entry->inflated = ent__take(reader, 8);
    entry->crc = (uint32_t)ent__take(reader, 4);
    entry->required = flags & FLAG_REQUIRED;
    entry->deflated = flags & FLAG_DEFLATED;
    entry->pieces = flags & FLAG_PIECES;
    if (flags & ~(unsigned)(FLAG_REQUIRED | FLAG_DEFLATED | FLAG_PIECES))
        return ent_fail(err, ENT_EVERSION, "section %s has flags of a newer version",
                        entry->tag);
    if (entry->pieces && !entry->deflated)
        return bad_section(entry, "has wrong flags", err);
    if (start != offset || size > bytes.size - offset)
        return bad_section(entry, "is not where it belongs", err);
    /* Deflate cannot shrink by more than a factor of 1032. */
    if (entry->inflated == 0 || entry->inflated > INFLATED_MAX ||
        (entry->deflated ? entry->inflated / 1032 > size : entry->inflated != size))
        return bad_section(entry, "has an impossible size", err);
    entry->stored = (ent_string){bytes.data + start, (size_t)size};
    return ENT_OK;
}

static ent_status match_section(struct entry *entry, ent__section *sections, size_t count,
                                ent_error *err)
{
    for (size_t i = 0; i < count; i++)
        if (memcmp(sections[i].tag, entry->tag, 4) == 0)
            entry->section = &sections[i];
    if (!entry->section && entry->required)
        return ent_fail(err, ENT_EVERSION, "section %s is of a newer version",
                        entry->tag);
    if (entry->section && entry->section->required != entry->required)
        return bad_section(entry, "has wrong flags", err);
    return ENT_OK;
}

/* A stream that gives exactly the bytes that are expected; in a piece, or whole. */
struct inflating {
    const struct entry *entry;
    ent_string stored;
    char *out;
    size_t size;
};

/* All that is done side by side: checksums first, one an entry, then streams. */
struct work {
    const struct entry *entries;
    size_t entry_count;
    ENT_ARRAY(struct inflating) streams;
};

static ent_status check_sum(const struct entry *entry, ent_error *err)
{
    ent_string stored = entry->stored;
    return crc32_z(0, (const Bytef *)stored.data, stored.size) == entry->crc
               ? ENT_OK
               : bad_section(entry, "fails its checksum", err);
}

static ent_status work_on(void *context, size_t piece, int worker, ent_error *err)
{
    (void)worker;
    const struct work *work = context;
    if (piece < work->entry_count)
        return check_sum(&work->entries[piece], err);
    const struct inflating *inflating = &work->streams.items[piece - work->entry_count];
    z_stream stream = {.next_in = (Bytef *)(uintptr_t)inflating->stored.data,
                       .avail_in = (uInt)inflating->stored.size};
    if (inflateInit2(&stream, -15) != Z_OK)
        return ent_fail_memory(err);
    stream.next_out = (Bytef *)inflating->out;
    stream.avail_out = (uInt)inflating->size;
    int code = inflate(&stream, Z_FINISH);
    bool whole = code == Z_STREAM_END && stream.avail_in == 0 && stream.avail_out == 0;
    inflateEnd(&stream);
    if (code == Z_MEM_ERROR)
        return ent_fail_memory(err);
    return whole ? ENT_OK
                 : bad_section(inflating->entry, "does not inflate to its size", err);
}

/* The streams of a deflated section. */
static ent_status add_streams(struct work *work, const struct entry *entry,
                              ent_error *err)
{
    size_t count = entry->pieces ? pieces_of(entry->inflated) : 1;
    ent__reader sizes = {entry->stored, false}, rest = {entry->stored, false};
    if (entry->pieces)
        ent__take_bytes(&rest, 4 * count);
    if (rest.bad || !ent_array_reserve(&work->streams, count))
        return rest.bad ? bad_section(entry, "is cut short", err) : ent_fail_memory(err);
    for (size_t p = 0; p < count; p++) {
        uint64_t size = entry->pieces ? ent__take(&sizes, 4) : rest.rest.size;
        struct inflating *stream = &work->streams.items[work->streams.count++];
        *stream = (struct inflating){
            entry, ent__take_bytes(&rest, size),
            (char *)(uintptr_t)entry->section->data.data + p * PIECE_SIZE,
            entry->pieces ? piece_size(entry->inflated, p) : (size_t)entry->inflated};
    }
    return rest.bad || rest.rest.size
               ? bad_section(entry, "has pieces of wrong sizes", err)
               : ENT_OK;
}

static ent_status inflate_all(const struct entry *entries, size_t count, ent_error *err)
{
    struct work work = {.entries = entries, .entry_count = count};
    ent_status status = ENT_OK;
    for (size_t i = 0; status == ENT_OK && i < count; i++)
        if (entries[i].section && entries[i].deflated)
            status = add_streams(&work, &entries[i], err);
    if (status == ENT_OK)
        status = ent_parallel(count + work.streams.count, 0, work_on, &work, err);
    free(work.streams.items);
    return status;
}

/* Stored sections are lent by the file; the others get room in the arena. */
static ent_status place_sections(struct entry *entries, size_t count, ent_arena *arena,
                                 ent_error *err)
{
    for (size_t i = 0; i < count; i++) {
        struct entry *entry = &entries[i];
        ent__section *section = entry->section;
        if (!section)
            continue;
        if (section->data.data)
            return bad_section(entry, "stands there twice", err);
        section->data = entry->stored;
        if (entry->deflated)
            section->data =
                (ent_string){ent_arena_alloc(arena, (size_t)entry->inflated, 1),
                             (size_t)entry->inflated};
        if (!section->data.data)
            return ent_fail_memory(err);
    }
    return ENT_OK;
}

static ent_status read_table(struct entry *entries, size_t count, ent__reader *reader,
                             ent__section *sections, size_t known, ent_string bytes,
                             size_t *room, ent_error *err)
{
    uint64_t offset = PREAMBLE_SIZE + count * ENTRY_SIZE + 4, inflated = 0;
    for (size_t i = 0; i < count; i++) {
        ENT_TRY(take_entry(&entries[i], reader, offset, bytes, err));
        ENT_TRY(match_section(&entries[i], sections, known, err));
        offset += entries[i].stored.size;
        inflated += entries[i].section ? entries[i].inflated : 0;
    }
    if (offset != bytes.size)
        return ent_fail(err, ENT_EMODEL, "bytes outside any section");
    if (inflated > INFLATED_MAX)
        return ent_fail(err, ENT_EMODEL, "the sections are too large together");
    *room = (size_t)inflated + (known + 1) * 16;
    return ENT_OK;
}

ent_status ent__container_decode(ent__section *sections, size_t count, ent_arena *arena,
                                 ent_string bytes, ent_error *err)
{
    ent__reader reader;
    size_t found = 0, room = 0;
    struct entry entries[SECTIONS_MAX] = {0};
    ENT_TRY(check_preamble(&reader, &found, bytes, err));
    ENT_TRY(read_table(entries, found, &reader, sections, count, bytes, &room, err));
    ENT_TRY(ent_arena_open(arena, room, err));
    ent_want_pages(arena->start, room);
    ent_status status = place_sections(entries, found, arena, err);
    if (status == ENT_OK)
        status = inflate_all(entries, found, err);
    if (status != ENT_OK)
        ent_arena_close(arena);
    return status;
}
