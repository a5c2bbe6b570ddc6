// SPDX-License-Identifier: Apache-2.0
#include "app/command.hpp"
#include "app/progress.hpp"
#include "app/server_client.hpp"
#include "app/signals.hpp"
#include "backup/archive.hpp"
#include "backup/s3_place.hpp"
#include "core/json_writer.hpp"

#include <atomic>
#include <chrono>
#include <iostream>

namespace colophon::app {
namespace {

constexpr auto flags = with_client_flags(std::array{
    Option{"to", Option::Type::text, "",
           "A file, a directory, s3://BUCKET/KEY, s3://BUCKET/PREFIX/, or - for standard output.", true},
    Option{"keep", Option::Type::integer, "0",
           "Backups kept in the directory or prefix, this one included; 0 keeps all."},
    Option{"force", Option::Type::boolean, "", "Overwrite what has the same name."},
    Option{"s3-endpoint", Option::Type::text, "",
           "URL of a storage that speaks S3; else $AWS_ENDPOINT_URL, else Amazon's."}});

std::unique_ptr<backup::Target> target_of(const Settings& settings)
{
    const auto to = settings.text("to");
    const bool force = settings.boolean("force");
    if (backup::is_s3(to))
        return backup::s3_target(backup::s3_place(to, settings.text("s3-endpoint"), settings.text("ca-file")),
                                 force);
    return backup::file_target(to, force);
}

struct Taken {
    backup::Manifest manifest;
    std::uint64_t bytes = 0;
    std::string place;
    backup::Pruned pruned;
    double seconds = 0;
};

/// Passes a backup from the server to its target, and believes it only when it is whole.
Taken take(ServerClient& server, backup::Target& target, const std::atomic<int>& interrupted)
{
    backup::ArchiveReader reader({});
    ByteProgress progress("backup");
    std::string before; // came before the target could be given its name
    bool open = false;
    server.receive({.target = "/api/v1/backup"}, [&](std::string_view bytes) {
        if (interrupted != 0)
            throw Error(Errc::unavailable, "interrupted");
        reader.add(bytes);
        progress.show(reader.bytes(), reader.size());
        if (!open && !reader.knows_manifest()) {
            before += bytes;
            return;
        }
        if (!open) {
            target.open(reader.manifest(), reader.size());
            target.write(before);
            open = true;
        }
        target.write(bytes);
    });
    reader.finish();
    return {reader.manifest(), reader.bytes(), target.commit(), {}, 0};
}

void print_json(const Taken& taken)
{
    std::string text;
    JsonWriter out(text);
    out.begin_object().member("place", taken.place).member("position", taken.manifest.position);
    out.member("entities", taken.manifest.entities).member("created", taken.manifest.created);
    out.member("bytes", taken.bytes).member("seconds", taken.seconds).key("removed").begin_array();
    for (const auto& name : taken.pruned.removed)
        out.value(name);
    out.end_array().end_object();
    std::cout << text << '\n';
}

void print(const Taken& taken, std::ostream& out)
{
    out << "Backed up " << taken.manifest.entities << " entities at position " << taken.manifest.position
        << ", " << megabytes(taken.bytes) << ": " << taken.place << '\n';
    for (const auto& name : taken.pruned.removed)
        out << "Removed an older one: " << name << '\n';
}

std::size_t keep_of(const Settings& settings)
{
    const auto keep = settings.integer("keep");
    if (keep < 0 || keep > 100'000)
        throw Error(Errc::invalid_argument, "--keep must be a number from 0 to 100000");
    return static_cast<std::size_t>(keep);
}

int run(const Arguments& arguments)
{
    const auto& settings = arguments.flags;
    const auto start = std::chrono::steady_clock::now();
    const auto keep = keep_of(settings);
    std::atomic<int> interrupted = 0;
    const SignalWatch watch([&](int signal) { interrupted = signal; });
    const auto target = target_of(settings); // refused before the server is asked
    if (keep > 0 && !target->takes_many())
        throw Error(Errc::invalid_argument,
                    "--keep needs a directory or a prefix that ends in a slash: " + settings.text("to"));
    ServerClient server(settings);
    Taken taken;
    try {
        taken = take(server, *target, interrupted);
        if (keep > 0)
            taken.pruned = backup::prune(*target, taken.manifest, keep);
    } catch (const Error&) {
        if (interrupted == 0)
            throw;
        std::cerr << "colophon backup: interrupted, nothing was kept\n";
        return exit_code_of_signal(interrupted);
    }
    taken.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (!taken.pruned.trouble.empty())
        std::cerr << "colophon backup: " << taken.pruned.trouble << '\n';
    if (taken.place == "-")
        print(taken, std::cerr);
    else if (settings.boolean("json"))
        print_json(taken);
    else
        print(taken, std::cout);
    return exit_ok;
}

} // namespace

const Command backup_command{"backup", "Take a backup from a running server, to a file or to S3.", "", 0, 0,
                             flags,    "colophon backup --to /var/backups/colophon/ --keep 14",    run};

} // namespace colophon::app
