// SPDX-License-Identifier: Apache-2.0
#include "ingest/plan_file.hpp"

#include "core/json.hpp"
#include "ingest/answer_json.hpp"

#include <fstream>

namespace colophon::ingest {
namespace {

constexpr std::uint64_t version = 1;
constexpr std::string_view head_end = ",\"entities\":[";

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& why)
{
    throw Error(Errc::invalid_argument,
                "not a plan, give the file that `colophon plan --out FILE` wrote, as it is; " + why + ": " +
                    file.string());
}

/// Reads a file line by line, none longer than the limit.
class Lines {
public:
    explicit Lines(const std::filesystem::path& file) : file_(file), stream_(file, std::ios::binary)
    {
        std::error_code error;
        if (!stream_ || std::filesystem::is_directory(file, error))
            throw Error(Errc::invalid_argument, "plan cannot be read: " + file.string());
    }

    /// Without its end. Refuses where there is none.
    const std::string& next()
    {
        line_.clear();
        auto* buffer = stream_.rdbuf();
        for (int byte = buffer->sbumpc(); byte != '\n'; byte = buffer->sbumpc()) {
            if (byte == std::char_traits<char>::eof())
                refuse(file_, "it ends too early");
            if (line_.size() == PlanFile::longest_line)
                refuse(file_, "a line is too long");
            line_ += static_cast<char>(byte);
        }
        return line_;
    }

private:
    std::filesystem::path file_;
    std::ifstream stream_;
    std::string line_;
};

PlanHead read_head(const std::filesystem::path& file, std::string line)
{
    if (!line.ends_with(head_end))
        refuse(file, "its first line is another");
    line.resize(line.size() - head_end.size());
    const auto document = parse_json(line + '}');
    if (!document || !document->is_object() || !document->contains("colophon_plan"))
        refuse(file, "its first line is another");
    if (number_of(*document, "colophon_plan") != version)
        refuse(file, "it is of another version");
    return {text_of(*document, "pipeline"), text_of(*document, "source"), text_of(*document, "created")};
}

} // namespace

PlanWriter::PlanWriter(Write write, const PlanHead& head) : write_(std::move(write))
{
    std::string line;
    JsonWriter out(line);
    out.begin_object().member("colophon_plan", version).member("pipeline", head.pipeline);
    out.member("source", head.source).member("created", head.created);
    write_(line.append(head_end));
}

void PlanWriter::finish(std::string_view tail)
{
    write_("\n],");
    write_(tail);
    write_("}\n");
}

PlanFile::PlanFile(const std::filesystem::path& file)
    : file_(file), head_(read_head(file, Lines(file).next()))
{
    read([](const PlanEntry&) {});
}

void PlanFile::read(const std::function<void(const PlanEntry&)>& visit) const
{
    Lines lines(file_);
    if (read_head(file_, lines.next()) != head_)
        refuse(file_, "it was changed meanwhile");
    for (std::string_view line = lines.next(); !line.starts_with(']'); line = lines.next()) {
        if (line.ends_with(','))
            line.remove_suffix(1);
        const auto entry = read_entry(line);
        if (!entry)
            refuse(file_, entry.error().what());
        visit(*entry);
    }
}

} // namespace colophon::ingest
