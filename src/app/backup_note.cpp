// SPDX-License-Identifier: Apache-2.0
#include "app/backup_note.hpp"

#include "core/json.hpp"
#include "core/log.hpp"
#include "ingest/atomic_file.hpp"
#include "ingest/text_file.hpp"

#include <nlohmann/json.hpp>

namespace colophon::app {
namespace {

constexpr std::string_view note_name = "last_backup";
constexpr std::size_t longest_note = 4'096;

} // namespace

std::optional<api::LastBackup> read_backup_note(const std::filesystem::path& data)
{
    const auto text = ingest::read_text_file(data / note_name, longest_note);
    const auto note = text ? parse_json(*text) : failure(Errc::not_found, "there is no note of a backup");
    const auto is_number = [&](const char* name) {
        return note->contains(name) && (*note)[name].is_number();
    };
    if (!note || !note->is_object() || !is_number("ended_ms") || !is_number("bytes") ||
        !is_number("seconds") || !is_number("position"))
        return std::nullopt;
    return api::LastBackup{(*note)["ended_ms"], (*note)["bytes"], (*note)["seconds"], (*note)["position"]};
}

void write_backup_note(const std::filesystem::path& data, const api::LastBackup& backup) noexcept
{
    try {
        ingest::AtomicFile file(data / note_name);
        file.write(nlohmann::json{{"ended_ms", backup.ended_ms},
                                  {"bytes", backup.bytes},
                                  {"seconds", backup.seconds},
                                  {"position", backup.position}}
                       .dump() +
                   "\n");
        file.commit();
    } catch (const std::exception& error) {
        log::warn("the note of the backup was not written", {{"reason", error.what()}});
    }
}

} // namespace colophon::app
