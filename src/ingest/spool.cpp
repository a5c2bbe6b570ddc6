// SPDX-License-Identifier: Apache-2.0
#include "ingest/spool.hpp"

#include <cerrno>
#include <colophon/error.hpp>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <unistd.h>

namespace colophon::ingest {
namespace {

constexpr std::size_t most_changes = 500;
constexpr std::size_t most_bytes = 4u << 20;

[[noreturn]] void fail(const char* what)
{
    throw Error(errno == ENOSPC || errno == EDQUOT ? Errc::storage_full : Errc::internal,
                std::string("the temporary file cannot be ") + what + ": " + std::strerror(errno));
}

std::FILE* open_nameless()
{
    std::string name = (std::filesystem::temp_directory_path() / "colophon-XXXXXX").string();
    const int descriptor = ::mkostemp(name.data(), O_CLOEXEC);
    if (descriptor < 0)
        fail("made");
    ::unlink(name.c_str());
    std::FILE* file = ::fdopen(descriptor, "w+b");
    if (file == nullptr)
        fail("opened");
    return file;
}

} // namespace

Spool::Spool() : file_(open_nameless(), &std::fclose) {}

void Spool::put(std::string_view bytes)
{
    if (std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size())
        fail("written");
}

void Spool::put_number(std::uint64_t number)
{
    put({reinterpret_cast<const char*>(&number), sizeof number});
}

void Spool::put_text(std::string_view text)
{
    put_number(text.size());
    put(text);
}

std::uint64_t Spool::take_number()
{
    std::uint64_t number = 0;
    if (std::fread(&number, sizeof number, 1, file_.get()) != 1)
        fail("read");
    return number;
}

std::string Spool::take_text()
{
    std::string text(take_number(), '\0');
    if (std::fread(text.data(), 1, text.size(), file_.get()) != text.size())
        fail("read");
    return text;
}

void Spool::add(const EntityChange& change)
{
    put_text(change.urn.str());
    put_text(change.container ? change.container->str() : std::string());
    put_text(change.stable_id);
    put_number(change.claim ? 1 : 0);
    put_number(change.aspects.size());
    for (const AspectChange& aspect : change.aspects) {
        put_text(aspect.to.name);
        put_text(aspect.to.json);
        put_text(aspect.properties_json);
        put_number(static_cast<std::uint64_t>(aspect.change));
    }
    ++changes_;
}

EntityChange Spool::take_change()
{
    EntityChange change{value_or_throw(Urn::parse(take_text()))};
    if (const std::string container = take_text(); !container.empty())
        change.container = value_or_throw(Urn::parse(container));
    change.stable_id = take_text();
    change.claim = take_number() != 0;
    change.aspects.resize(take_number());
    for (AspectChange& aspect : change.aspects) {
        aspect.to.name = take_text();
        aspect.to.json = take_text();
        aspect.properties_json = take_text();
        aspect.change = static_cast<ChangeType>(take_number());
    }
    return change;
}

void Spool::replay(const std::function<void(std::vector<EntityChange>)>& visit)
{
    if (std::fflush(file_.get()) != 0 || std::fseek(file_.get(), 0, SEEK_SET) != 0)
        fail("written");
    std::vector<EntityChange> batch;
    std::size_t bytes = 0;
    for (; changes_ > 0; --changes_) {
        batch.push_back(take_change());
        for (const AspectChange& aspect : batch.back().aspects)
            bytes += aspect.to.json.size();
        if (batch.size() == most_changes || bytes >= most_bytes || changes_ == 1) {
            visit(std::exchange(batch, {}));
            bytes = 0;
        }
    }
}

} // namespace colophon::ingest
