/* SPDX-License-Identifier: MIT */
/* Little-endian numbers, and the container of a model file as a whole: header and section table. */
#include "container.h"

#include <math.h>
#include <string.h>

#include <zlib.h>

static const unsigned char magic[8] = {0x89, 'E', 'N', 'T', '\r', '\n', 0x1A, '\n'};
enum { FLAG_REQUIRED = 1, FLAG_DEFLATED = 2, WORTH_DEFLATING = 256 };

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

struct stored {
    ent_buffer bytes;
    bool deflated;
};

struct encoding {
    const ent__section *sections;
    struct stored *stored; /* [sections] */
};

/* Would a code of the bytes' frequencies (all that PACK_SYMBOLS looks for) save less than a sixteenth? */
static bool is_noise(const char *bytes, size_t size)
{
    uint32_t counts[256] = {0};
    double bits = 0;
    for (size_t i = 0; i < size; i++)
        counts[(unsigned char)bytes[i]]++;
    for (size_t b = 0; b < 256; b++)
        if (counts[b])
            bits += counts[b] * log2((double)size / counts[b]);
    return bits > (double)size * 7.5;
}

/* Piece by piece: what would hardly shrink, as the low bytes of weights do, goes in as it is, which takes no time to read. */
static int deflate_symbols(z_stream *stream, const ent__section *section, int level,
                           int strategy)
{
    enum { PIECE = 1 << 18 };
    int code = Z_OK;
    for (size_t at = 0; code == Z_OK && at < section->bytes.size; at += PIECE) {
        size_t left = section->bytes.size - at, size = left < PIECE ? left : PIECE;
        const char *piece = section->bytes.data + at;
        code = deflateParams(stream, is_noise(piece, size) ? 0 : level, strategy);
        if (code != Z_OK)
            break;
        stream->next_in = (Bytef *)(uintptr_t)piece;
        stream->avail_in = (uInt)size;
        code = deflate(stream, size == left ? Z_FINISH : Z_NO_FLUSH);
    }
    return code;
}

static ent_status deflate_into(struct stored *stored, const ent__section *section,
                               ent_error *err)
{
    static const struct {
        int level, strategy;
    } how[] = {
        [PACK_TEXT] = {9, Z_DEFAULT_STRATEGY},
        [PACK_RUNS] = {6, Z_RLE},
        [PACK_SYMBOLS] = {6, Z_HUFFMAN_ONLY},
    };
    /* Where there is much to write, a quarter of the time is worth 4 % more room. */
    bool large = section->packing == PACK_TEXT && section->bytes.size > (size_t)2 << 20;
    int level = large ? 4 : how[section->packing].level;
    z_stream stream = {0};
    if (deflateInit2(&stream, level, Z_DEFLATED, -15, 9,
                     how[section->packing].strategy) != Z_OK)
        return ent_fail_memory(err);
    uLong bound = deflateBound(&stream, (uLong)section->bytes.size) +
                  section->bytes.size / 1024; /* changes of level */
    stored->bytes.data = ent_new(bound, 1);
    stored->bytes.capacity = bound;
    stream.next_in = (Bytef *)section->bytes.data;
    stream.avail_in = (uInt)section->bytes.size;
    stream.next_out = (Bytef *)stored->bytes.data;
    stream.avail_out = (uInt)bound;
    int code = Z_MEM_ERROR;
    if (stored->bytes.data && section->packing == PACK_SYMBOLS)
        code = deflate_symbols(&stream, section, how[PACK_SYMBOLS].level,
                               how[PACK_SYMBOLS].strategy);
    else if (stored->bytes.data)
        code = deflate(&stream, Z_FINISH);
    stored->bytes.size = stream.total_out;
    deflateEnd(&stream);
    return code == Z_STREAM_END ? ENT_OK : ent_fail_memory(err);
}

static ent_status encode_section(void *context, size_t piece, int worker, ent_error *err)
{
    (void)worker;
    const ent__section *section = &((struct encoding *)context)->sections[piece];
    struct stored *stored = &((struct encoding *)context)->stored[piece];
    if (section->bytes.size < WORTH_DEFLATING)
        return ENT_OK;
    ENT_TRY(deflate_into(stored, section, err));
    /* What shrinks by less than a sixteenth is not worth the time that inflating takes. */
    stored->deflated =
        stored->bytes.size < section->bytes.size - section->bytes.size / 16;
    return ENT_OK;
}

static ent_string stored_view(const ent__section *section, const struct stored *stored)
{
    return ent_buffer_view(stored->deflated ? &stored->bytes : &section->bytes);
}

static void put_file(ent_buffer *out, const struct encoding *encoding, size_t count)
{
    uint64_t total = 0;
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        total += stored_view(&encoding->sections[i], &encoding->stored[i]).size;
        used += encoding->sections[i].bytes.size > 0;
    }
    uint64_t offset = PREAMBLE_SIZE + used * ENTRY_SIZE + 4;
    ent_buffer_append(out, magic, sizeof magic);
    ent__put(out, FORMAT_MAJOR, 2);
    ent__put(out, FORMAT_MINOR, 2);
    ent__put(out, used, 4);
    ent__put(out, offset + total, 8);
    for (size_t i = 0; i < count; i++) {
        const ent__section *section = &encoding->sections[i];
        if (section->bytes.size == 0)
            continue;
        ent_string data = stored_view(section, &encoding->stored[i]);
        ent_buffer_append(out, section->tag, 4);
        ent__put(out,
                 (section->required ? FLAG_REQUIRED : 0) |
                     (encoding->stored[i].deflated ? FLAG_DEFLATED : 0),
                 4);
        ent__put(out, offset, 8);
        ent__put(out, data.size, 8);
        ent__put(out, section->bytes.size, 8);
        ent__put(out, crc32_z(0, (const Bytef *)data.data, data.size), 4);
        offset += data.size;
    }
    ent__put(out, out->failed ? 0 : crc32_z(0, (const Bytef *)out->data, out->size), 4);
    for (size_t i = 0; i < count; i++)
        ent_buffer_string(out, stored_view(&encoding->sections[i], &encoding->stored[i]));
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
    struct encoding encoding = {sections, stored};
    ent_status status = ent_parallel(count, 0, encode_section, &encoding, err);
    if (status == ENT_OK) {
        put_file(out, &encoding, count);
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
    bool required, deflated;
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
    if (flags & ~(unsigned)(FLAG_REQUIRED | FLAG_DEFLATED))
        return ent_fail(err, ENT_EVERSION, "section %s has flags of a newer version",
                        entry->tag);
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

static ent_status inflate_entry(void *context, size_t piece, int worker, ent_error *err)
{
    (void)worker;
    const struct entry *entry = &((struct entry *)context)[piece];
    ent_string stored = entry->stored;
    if (crc32_z(0, (const Bytef *)stored.data, stored.size) != entry->crc)
        return bad_section(entry, "fails its checksum", err);
    if (!entry->section || !entry->deflated)
        return ENT_OK;
    z_stream stream = {.next_in = (Bytef *)stored.data, .avail_in = (uInt)stored.size};
    if (inflateInit2(&stream, -15) != Z_OK)
        return ent_fail_memory(err);
    stream.next_out = (Bytef *)entry->section->data.data;
    stream.avail_out = (uInt)entry->inflated;
    int code = inflate(&stream, Z_FINISH);
    bool whole = code == Z_STREAM_END && stream.avail_in == 0 && stream.avail_out == 0;
    inflateEnd(&stream);
    if (code == Z_MEM_ERROR)
        return ent_fail_memory(err);
    return whole ? ENT_OK : bad_section(entry, "does not inflate to its size", err);
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
    ent_status status = place_sections(entries, found, arena, err);
    if (status == ENT_OK)
        status = ent_parallel(found, 0, inflate_entry, entries, err);
    if (status != ENT_OK)
        ent_arena_close(arena);
    return status;
}
