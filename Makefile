# SPDX-License-Identifier: MIT
# Entente. `make help` lists the targets; `make V=1` shows the commands.
#
# Every *.c of a room is found by itself; files named *_avx2.c and *_avx512.c are compiled with these allowed (and
# nothing else is: such a file holds kernels that are chosen at run time).

LIBRARY_ROOMS := base text features datasets models classify summarize evaluate train
PROGRAM_ROOMS := $(foreach room,open tags stories desk archive tagpage,$(wildcard articles/$(room))) $(wildcard serve) cli

CC      ?= cc
AR      ?= ar
CFLAGS  ?= -O2 -g
PREFIX  ?= /usr/local
prefix  ?= $(PREFIX)
bindir     := $(prefix)/bin
libdir     := $(prefix)/lib
includedir := $(prefix)/include
mandir     := $(prefix)/share/man
sharedir   := $(prefix)/share/entente
BUILD   ?= build

version_part = $(shell sed -n 's/^\#define ENT_VERSION_$(1) *//p' include/entente/base.h)
MAJOR   := $(call version_part,MAJOR)
VERSION := $(MAJOR).$(call version_part,MINOR).$(call version_part,PATCH)

# ---- flags ----------------------------------------------------------------------------------------------------------

WARNINGS := -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes
ifdef DEVELOPER
WARNINGS += -Werror
endif
ifdef SANITIZE
SANITIZER := -fsanitize=$(SANITIZE) -fno-omit-frame-pointer
endif

PKG_CONFIG ?= pkg-config
pkg_flags = $(shell $(PKG_CONFIG) --cflags $(1) 2>/dev/null)
pkg_libs  = $(shell $(PKG_CONFIG) --libs $(1) 2>/dev/null)

LIBRARY_PACKAGES := zlib libutf8proc json-c libxxhash
PROGRAM_PACKAGES := libxml-2.0 sqlite3 libmicrohttpd
LIBRARY_LIBS := $(call pkg_libs,$(LIBRARY_PACKAGES)) -lstemmer -lsvm -lm -pthread
PROGRAM_LIBS := $(call pkg_libs,$(PROGRAM_PACKAGES)) $(LIBRARY_LIBS)

ALL_CPPFLAGS := -Iinclude -I. -D_GNU_SOURCE \
                $(call pkg_flags,$(LIBRARY_PACKAGES) $(PROGRAM_PACKAGES)) $(CPPFLAGS)
ALL_CFLAGS   := -std=c11 -ffp-contract=off -fvisibility=hidden -fPIC -pthread $(WARNINGS) $(SANITIZER) $(CFLAGS)
ALL_LDFLAGS  := $(SANITIZER) $(LDFLAGS)

ifneq ($(filter x86_64%,$(shell $(CC) -dumpmachine)),)
AVX2_FLAGS := -mavx2
AVX512_FLAGS := -mavx512f -mprefer-vector-width=512
endif

# ---- sources --------------------------------------------------------------------------------------------------------

LIBRARY_SOURCES := $(sort $(foreach room,$(LIBRARY_ROOMS),$(wildcard $(room)/*.c)))
PROGRAM_SOURCES := $(sort $(foreach room,$(PROGRAM_ROOMS),$(wildcard $(room)/*.c)))
UNIT_SOURCES    := $(sort $(wildcard tests/unit/*.c))
FUZZ_SOURCES    := $(sort $(wildcard tests/fuzz/fuzz_*.c))
BENCH_SOURCES   := $(sort $(wildcard bench/*.c))
PUBLIC_HEADERS  := $(sort $(wildcard include/entente/*.h))
SHIPPED_MODELS  := $(sort $(wildcard models/*.ent models/*.card.md))

object = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))
LIBRARY_OBJECTS := $(call object,$(LIBRARY_SOURCES))
PROGRAM_OBJECTS := $(call object,$(PROGRAM_SOURCES))
TEST_PROGRAMS   := $(patsubst tests/unit/%.c,$(BUILD)/tests/%,$(UNIT_SOURCES))
FUZZ_PROGRAMS   := $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,$(FUZZ_SOURCES))
BENCH_PROGRAMS  := $(patsubst bench/%.c,$(BUILD)/bench/%,$(BENCH_SOURCES))

# A changed flag rebuilds everything, a file that came or went links everything anew: both are written into files that only
# change with them.
quoted = '$(subst ','\'',$(1))'
remember = $(shell mkdir -p $(BUILD); printf '%s\n' $(call quoted,$(2)) | cmp -s - $(1) || printf '%s\n' $(call quoted,$(2)) > $(1))
FLAGS_FILE := $(BUILD)/flags
FILES_FILE := $(BUILD)/files
$(call remember,$(FLAGS_FILE),$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS))
$(call remember,$(FILES_FILE),$(LIBRARY_SOURCES) $(PROGRAM_SOURCES))

ifdef V
say = @:
Q :=
else
say = @printf '  %-6s %s\n' '$(1)' '$(patsubst $(BUILD)/%,%,$@)'
Q := @
endif

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SECONDARY:
# Several targets have the names of folders.
.PHONY: all check test demo models train classify summarize datasets tests bench docs deps test-deps bench-deps \
        lint format format-check sanitize valgrind fuzz cover hdr-check install uninstall dist clean help

all: $(BUILD)/entente $(BUILD)/libentente.a $(BUILD)/libentente.so $(BUILD)/entente.pc $(BUILD)/entente.1

# ---- building -------------------------------------------------------------------------------------------------------

# Where models are looked up is compiled into one file, which alone follows a changed prefix.
$(call remember,$(BUILD)/prefix,$(prefix) $(CURDIR))
$(BUILD)/obj/models/model.o: ALL_CPPFLAGS += -DENT_PREFIX='"$(prefix)"' -DENT_SOURCE_TREE='"$(CURDIR)"'
$(BUILD)/obj/models/model.o: $(BUILD)/prefix
$(BUILD)/obj/%_avx2.o: ALL_CFLAGS += $(AVX2_FLAGS)
$(BUILD)/obj/%_avx512.o: ALL_CFLAGS += $(AVX512_FLAGS)
$(BUILD)/obj/%.o: %.c $(FLAGS_FILE)
	$(call say,CC)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# The words of the sentence splitter: tables from the lists that anyone can extend.
$(BUILD)/obj/text/sentence_words.o: ALL_CPPFLAGS += -I$(BUILD)/made
$(BUILD)/obj/text/sentence_words.o: $(BUILD)/made/sentence_words.inc
$(BUILD)/made/sentence_words.inc: text/sentence_words/generate $(sort $(wildcard text/sentence_words/*.txt))
	$(call say,MAKE)
	@mkdir -p $(@D)
	$(Q)sh $^ > $@

# The phrases of the news trade, in the same way.
$(BUILD)/obj/summarize/phrases.o: ALL_CPPFLAGS += -I$(BUILD)/made
$(BUILD)/obj/summarize/phrases.o: $(BUILD)/made/phrases.inc
$(BUILD)/made/phrases.inc: summarize/phrases/generate $(sort $(wildcard summarize/phrases/*.txt))
	$(call say,MAKE)
	@mkdir -p $(@D)
	$(Q)sh $^ > $@

$(BUILD)/libentente.a: $(LIBRARY_OBJECTS) $(FILES_FILE)
	$(call say,AR)
	@rm -f $@
	$(Q)$(AR) rcs $@ $(LIBRARY_OBJECTS)

SONAME := libentente.so.$(MAJOR)
$(BUILD)/libentente.so: $(LIBRARY_OBJECTS) $(FILES_FILE)
	$(call say,LD)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -shared -Wl,-soname,$(SONAME) -Wl,--as-needed -o $(BUILD)/libentente.so.$(VERSION) $(LIBRARY_OBJECTS) $(LIBRARY_LIBS)
	@ln -sf libentente.so.$(VERSION) $(BUILD)/$(SONAME)
	@ln -sf $(SONAME) $@

$(BUILD)/entente: $(PROGRAM_OBJECTS) $(BUILD)/libentente.a
	$(call say,LD)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -Wl,--as-needed -o $@ $^ $(PROGRAM_LIBS)

$(BUILD)/entente.pc: entente.pc.in include/entente/base.h $(BUILD)/prefix
	@mkdir -p $(@D)
	$(Q)sed -e 's|@prefix@|$(prefix)|' -e 's|@version@|$(VERSION)|' $< > $@

$(BUILD)/entente.1: $(BUILD)/entente
	$(call say,MAN)
	$(Q)$< help --man > $@

# ---- tests ----------------------------------------------------------------------------------------------------------

TEST_LIBS = $(call pkg_libs,cmocka) $(PROGRAM_LIBS)
# The one test that compares with liblinear says so in its name; nothing else links it.
$(BUILD)/tests/test_liblinear%: TEST_LIBS += -llinear
$(BUILD)/tests/test_icu%: TEST_LIBS += $(call pkg_libs,icu-uc)
# Tests may use what the program has apart from main().
TESTED_OBJECTS = $(filter-out $(BUILD)/obj/cli/main.o,$(PROGRAM_OBJECTS))

$(BUILD)/tests/%: $(BUILD)/obj/tests/unit/%.o $(TESTED_OBJECTS) $(BUILD)/libentente.a
	$(call say,LD)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -Wl,--as-needed -o $@ $^ $(TEST_LIBS)

$(BUILD)/fuzz/%: $(BUILD)/obj/tests/fuzz/%.o $(BUILD)/obj/tests/fuzz/replay.o $(TESTED_OBJECTS) $(BUILD)/libentente.a
	$(call say,LD)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -Wl,--as-needed -o $@ $^ $(PROGRAM_LIBS)

$(BUILD)/bench/%: $(BUILD)/obj/bench/%.o $(BUILD)/libentente.a
	$(call say,LD)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -Wl,--as-needed -o $@ $^ $(PROGRAM_LIBS) $(BENCH_LIBS)
$(BUILD)/bench/solver: BENCH_LIBS += -llinear
$(BUILD)/bench/words $(BUILD)/bench/sentences: BENCH_LIBS += $(call pkg_libs,icu-uc)

# Fast tests only: unit tests, command-line tests, fuzz corpora replayed, headers, layers. Under a minute.
check: all $(TEST_PROGRAMS) $(FUZZ_PROGRAMS) ## fast tests
	$(Q)BUILD=$(BUILD) tests/run fast

test: test-deps ## everything, after installing what the tests need
	$(Q)$(MAKE) --no-print-directory test-all
.PHONY: test-all
test-all: all $(TEST_PROGRAMS) $(FUZZ_PROGRAMS)
	$(Q)BUILD=$(BUILD) tests/run all

sanitize: ## the fast tests under the address and undefined-behaviour sanitizers
	$(Q)$(MAKE) --no-print-directory BUILD=$(BUILD)/sanitize SANITIZE=address,undefined CFLAGS='-O1 -g' check

valgrind: $(TEST_PROGRAMS) ## the unit tests under valgrind
	$(Q)for test in $(TEST_PROGRAMS); do valgrind -q --error-exitcode=9 --leak-check=full $$test || exit 1; done

fuzz: ## the fuzz targets with libFuzzer, one minute each (clang)
	$(Q)tests/fuzz/run

lint: ## static analysis (cppcheck), formatting, headers
	$(Q)cppcheck --quiet --std=c11 --enable=warning,portability --inline-suppr --suppress=missingIncludeSystem --error-exitcode=1 -Iinclude -I. $(LIBRARY_ROOMS) $(PROGRAM_ROOMS)
	$(Q)$(MAKE) --no-print-directory format-check hdr-check

FORMATTED = $(wildcard $(foreach room,include/entente $(LIBRARY_ROOMS) $(PROGRAM_ROOMS) tests/unit tests/fuzz bench,$(room)/*.[ch]))
format: ## put the code into our style
	$(Q)clang-format -i $(FORMATTED)
format-check:
	$(Q)clang-format --dry-run -Werror $(FORMATTED)

hdr-check: ## every header compiles alone
	$(Q)for header in $(PUBLIC_HEADERS) $(sort $(wildcard $(foreach room,$(LIBRARY_ROOMS) $(PROGRAM_ROOMS),$(room)/*.h))); do \
	    printf '#include "%s"\n' $$header | $(CC) $(ALL_CPPFLAGS) -std=c11 -Wall -Wextra -Werror -fsyntax-only -xc - || exit 1; done

cover: ## line coverage of the fast tests (gcov)
	$(Q)$(MAKE) --no-print-directory BUILD=$(BUILD)/cover CFLAGS='-O0 -g --coverage' check
	$(Q)tests/cover $(BUILD)/cover

# ---- the job --------------------------------------------------------------------------------------------------------

demo: deps ## install, build, and run the main job on the sample articles
	$(Q)$(MAKE) --no-print-directory all
	$(Q)BUILD=$(BUILD) docs/demo

models: $(BUILD)/entente ## train the shipped models anew from the corpora
	$(Q)tests/need models
	$(Q)BUILD=$(BUILD) models/make

bench: bench-deps ## measure against the peers (QUICK=1: three minutes)
	$(Q)$(MAKE) --no-print-directory all $(BENCH_PROGRAMS)
	$(Q)BUILD=$(BUILD) QUICK=$(QUICK) bench/run

# ---- packages -------------------------------------------------------------------------------------------------------

deps: ## install what the build needs (Debian packages)
	$(Q)tests/need build
test-deps:
	$(Q)tests/need build test
bench-deps:
	$(Q)tests/need build test bench

# ---- installing -----------------------------------------------------------------------------------------------------

INSTALL ?= install
install: all ## into $(DESTDIR)$(prefix)
	$(INSTALL) -d '$(DESTDIR)$(bindir)' '$(DESTDIR)$(libdir)/pkgconfig' '$(DESTDIR)$(includedir)/entente' '$(DESTDIR)$(mandir)/man1' '$(DESTDIR)$(sharedir)/models'
	$(INSTALL) -m 755 $(BUILD)/entente '$(DESTDIR)$(bindir)/'
	$(INSTALL) -m 644 $(BUILD)/libentente.a '$(DESTDIR)$(libdir)/'
	$(INSTALL) -m 755 $(BUILD)/libentente.so.$(VERSION) '$(DESTDIR)$(libdir)/'
	ln -sf libentente.so.$(VERSION) '$(DESTDIR)$(libdir)/$(SONAME)'
	ln -sf $(SONAME) '$(DESTDIR)$(libdir)/libentente.so'
	$(INSTALL) -m 644 $(BUILD)/entente.pc '$(DESTDIR)$(libdir)/pkgconfig/'
	$(INSTALL) -m 644 $(PUBLIC_HEADERS) '$(DESTDIR)$(includedir)/entente/'
	$(INSTALL) -m 644 $(BUILD)/entente.1 '$(DESTDIR)$(mandir)/man1/'
	for model in $(SHIPPED_MODELS); do $(INSTALL) -m 644 $$model '$(DESTDIR)$(sharedir)/models/' || exit 1; done

uninstall: ## remove what install put there
	rm -f '$(DESTDIR)$(bindir)/entente' '$(DESTDIR)$(mandir)/man1/entente.1' '$(DESTDIR)$(libdir)/libentente.a' \
	      '$(DESTDIR)$(libdir)/libentente.so' '$(DESTDIR)$(libdir)/$(SONAME)' '$(DESTDIR)$(libdir)/libentente.so.$(VERSION)' \
	      '$(DESTDIR)$(libdir)/pkgconfig/entente.pc'
	rm -f $(patsubst include/entente/%,'$(DESTDIR)$(includedir)/entente/%',$(PUBLIC_HEADERS)) \
	      $(patsubst models/%,'$(DESTDIR)$(sharedir)/models/%',$(SHIPPED_MODELS))
	rmdir '$(DESTDIR)$(includedir)/entente' '$(DESTDIR)$(sharedir)/models' '$(DESTDIR)$(sharedir)' 2>/dev/null || true

dist: ## a source archive of the last commit
	$(Q)git archive --prefix=entente-$(VERSION)/ -o $(BUILD)/entente-$(VERSION).tar.gz HEAD

clean: ## remove everything that was built
	rm -rf $(BUILD)

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 14

-include $(patsubst %.o,%.d,$(LIBRARY_OBJECTS) $(PROGRAM_OBJECTS) $(call object,$(UNIT_SOURCES) $(FUZZ_SOURCES) $(BENCH_SOURCES) tests/fuzz/replay.c))
