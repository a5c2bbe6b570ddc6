// SPDX-License-Identifier: Apache-2.0
#include "app/data_address.hpp"

#include "core/file_error.hpp"

#include <cerrno>
#include <fstream>

namespace colophon::app {

DataAddress::DataAddress(const std::filesystem::path& directory, const std::string& address)
    : file_(directory / "address")
{
    constexpr std::string_view problem = "the server's address cannot be written";
    auto temporary = file_;
    temporary += ".new";
    errno = 0;
    std::ofstream out(temporary);
    out << address << '\n';
    out.close();
    if (!out)
        refuse_file(problem, temporary, errno != 0 ? errno : ENOSPC);
    std::error_code trouble;
    std::filesystem::rename(temporary, file_, trouble);
    if (trouble)
        refuse_file(problem, file_, trouble.value());
}

DataAddress::~DataAddress()
{
    std::error_code ignored;
    std::filesystem::remove(file_, ignored);
}

} // namespace colophon::app
