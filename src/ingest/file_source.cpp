// SPDX-License-Identifier: Apache-2.0
#include "ingest/file_source.hpp"

#include "core/json_parser.hpp"
#include "core/proposal_codec.hpp"
#include "ingest/bundle_reader.hpp"
#include "ingest/file_source_records.hpp"
#include "ingest/file_source_snapshot.hpp"
#include "ingest/proposal_record.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace colophon::ingest {
namespace {

namespace fs = std::filesystem;
using simdjson::dom::element;
using Type = Option::Type;
using Standing = Option::Standing;

constexpr auto options = std::to_array<Option>({
    {.name = "path", .help = "The file to read, or a folder of them. Required, unless filename is given."},
    {.name = "filename", .help = "DataHub's older name of path."},
    {.name = "file_extension",
     .fallback = ".json",
     .help = "In a folder, the files whose names end so; `*` takes all."},
    {.name = "aspect", .help = "Reads this aspect only, as in `datasetProperties`."},
    {.name = "read_mode",
     .help = "files are read as a stream, whatever their size",
     .standing = Standing::ineffective},
    {.name = "count_all_before_starting",
     .help = "progress goes by bytes, nothing is counted first",
     .standing = Standing::ineffective},
});

constexpr std::uint64_t records_between_progress = 1'000;

struct Request {
    fs::path path;
    std::string extension;
    std::string aspect; ///< empty: all
};

[[noreturn]] void refuse(const std::string& what, const std::string& member)
{
    const std::string path = "source.config." + member;
    throw Error(Errc::invalid_argument, what + ": " + path, path);
}

Request read_request(const Settings& settings)
{
    Request request;
    const std::string path = settings.text("path");
    const std::string filename = settings.text("filename");
    if (!path.empty() && !filename.empty() && path != filename)
        refuse("filename is the older name of path, give one of them", "filename");
    request.path = path.empty() ? filename : path;
    if (request.path.empty())
        refuse("required setting is missing", "path");
    if (request.path.string().find("://") != std::string::npos)
        refuse("must be a file or folder of this machine, other places are not read", "path");
    request.extension = settings.text("file_extension");
    if (request.extension == "*")
        request.extension.clear();
    else if (!request.extension.empty() && request.extension[0] != '.')
        request.extension.insert(0, 1, '.');
    request.aspect = settings.text("aspect");
    return request;
}

/// The file, or those of the folder in the order of their names.
std::vector<fs::path> find_files(const Request& request)
{
    std::error_code error;
    if (!fs::is_directory(request.path, error))
        return {request.path};
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(request.path, error))
        if (entry.is_regular_file(error) && entry.path().filename().string().ends_with(request.extension))
            files.push_back(entry.path());
    if (error)
        throw Error(Errc::forbidden,
                    "folder cannot be read, " + error.message() + ": " + request.path.string());
    if (files.empty())
        throw Error(Errc::not_found, "no file of the folder ends in '" + request.extension +
                                         "', see file_extension: " + request.path.string());
    std::sort(files.begin(), files.end());
    return files;
}

/// Reads one file that is not a bundle.
class PlainFile {
public:
    PlainFile(const fs::path& file, const Request& request, Emitter& out)
        : file_(file.filename().string()), request_(request), out_(out), records_(file)
    {
    }

    void read(const std::stop_token& stop)
    {
        while (const auto record = records_.next()) {
            if (stop.stop_requested())
                return;
            take(*record);
            if (record->number % records_between_progress == 0)
                out_.progress("bytes of " + file_, records_.bytes_read(), records_.bytes_total());
        }
    }

private:
    void take(const FileRecord& record)
    {
        const std::string where = file_ + ", record " + std::to_string(record.number);
        switch (record.fault) {
        case FileRecord::Fault::too_long:
            return out_.fail(where, "the record is over the limit of 16 MiB");
        case FileRecord::Fault::too_deep:
            return out_.fail(where,
                             "the record is nested too deep, the limit is " + std::to_string(max_json_depth));
        case FileRecord::Fault::none:
            break;
        }
        const auto document = parser_.parse(record.text);
        if (!document)
            throw Error(Errc::invalid_argument, std::string("file cannot be read as proposals, ") +
                                                    document.error().what() + ": " + where + ", byte " +
                                                    std::to_string(record.offset));
        dispatch(*document, where);
    }

    void dispatch(element record, const std::string& where)
    {
        const auto has = [record](std::string_view member) {
            return record.at_key(member).error() == simdjson::SUCCESS;
        };
        if (has("proposedSnapshot"))
            take_snapshot(record, where);
        else if (has("colophon_bundle"))
            throw Error(Errc::invalid_argument,
                        "the bundle cannot be used, it was changed after it was written: " + where);
        else if (has("bucket") && !has("aspect"))
            out_.warn(where, "an aggregation of usage is passed over, DataHub's model has no place for it "
                             "any more");
        else
            take_proposal(record, where);
    }

    void take_proposal(element record, const std::string& where)
    {
        auto proposal = decode_proposal(EntityRegistry::builtin(), record);
        if (proposal)
            emit(std::move(*proposal));
        else
            fail_record(out_, record, where, proposal.error());
    }

    void take_snapshot(element record, const std::string& where)
    {
        read_snapshot(record, {[this](Proposal proposal) { emit(std::move(proposal)); },
                               [&](std::string_view subject, const Error& error) {
                                   const std::string text =
                                       std::string(error.what()) + ", at " + error.path();
                                   out_.fail(subject.empty() ? where : subject,
                                             subject.empty() ? text : text + ": " + where);
                               }});
    }

    void emit(Proposal proposal)
    {
        if (request_.aspect.empty() || proposal.aspect.name == request_.aspect)
            out_.emit(std::move(proposal));
    }

    std::string file_;
    const Request& request_;
    Emitter& out_;
    FileRecords records_;
    JsonParser parser_;
};

/// What can be said of an account about which nothing was handed over.
AuditReport unknown_account(const fs::path& path)
{
    AuditReport report;
    report.account = "file " + path.filename().string();
    report.findings.push_back({AuditFinding::Severity::info,
                               "not-handed-over",
                               "a plain file does not say what the account that read the source could do; a "
                               "bundle does",
                               0,
                               {},
                               {}});
    return report;
}

class FileSource final : public Connector {
public:
    explicit FileSource(Request request) : request_(std::move(request)) {}

    AuditReport audit() override
    {
        open();
        return bundle_ ? bundle_->header().audit : unknown_account(request_.path);
    }

    void extract(Emitter& out, std::stop_token stop) override
    {
        open();
        if (bundle_) {
            extract_bundle(out, stop);
            return;
        }
        for (const fs::path& file : files_) {
            if (stop.stop_requested())
                return;
            PlainFile(file, request_, out).read(stop);
        }
    }

private:
    /// Looks what there is, and checks a bundle to its end.
    void open()
    {
        if (!files_.empty())
            return;
        std::vector<fs::path> files = find_files(request_);
        const auto bundle = std::find_if(files.begin(), files.end(), is_bundle);
        if (bundle != files.end() && files.size() > 1)
            throw Error(Errc::invalid_argument,
                        "a bundle is a run of its own, name it in source.config.path: " + bundle->string(),
                        "source.config.path");
        if (bundle != files.end() && !request_.aspect.empty())
            refuse("a bundle is read whole, leave it out", "aspect");
        if (bundle != files.end())
            bundle_.emplace(*bundle);
        files_ = std::move(files);
    }

    void extract_bundle(Emitter& out, const std::stop_token& stop)
    {
        const std::string name = request_.path.filename().string();
        if (const std::uint64_t failures = bundle_->trailer().failures; failures > 0)
            out.fail(name, "the run that wrote the bundle could not read everything, " +
                               std::to_string(failures) + " failures: " + bundle_->header().run);
        bundle_->records(
            [&](std::string_view line, std::uint64_t number) {
                const std::string where = name + ", line " + std::to_string(number);
                const auto record = parser_.parse(line);
                if (record)
                    emit_record(out, *record, where);
                else
                    out.fail(where, record.error().what());
                if (number % records_between_progress == 0)
                    out.progress("bytes of " + name, bundle_->bytes_read(), bundle_->bytes_total());
            },
            stop);
    }

    Request request_;
    std::vector<fs::path> files_;
    std::optional<BundleReader> bundle_;
    JsonParser parser_;
};

std::unique_ptr<Connector> make(Settings settings)
{
    return std::make_unique<FileSource>(read_request(settings));
}

std::string grants(const GrantRequest&)
{
    return "-- A file needs no account: whoever runs colophon must be able to read it.\n";
}

} // namespace

const ConnectorSpec file_source_spec{
    .name = "file",
    .summary = "files of proposals, as DataHub's file sink writes them, and hand-over bundles",
    .options = options,
    .make = make,
    .grants = grants,
};

} // namespace colophon::ingest
