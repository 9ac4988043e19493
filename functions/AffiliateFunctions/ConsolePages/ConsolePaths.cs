using Affiliate.Domain.Identity;

namespace AffiliateFunctions.ConsolePages;

/// <summary>The paths of the console.</summary>
internal static class ConsolePaths
{
    /// <summary>The path of the programs.</summary>
    public const string Home = "/console";

    /// <summary>The path of the page that leads to a session.</summary>
    public const string Start = "/console/start";

    /// <summary>The path at which a function key opens a session.</summary>
    public const string SignIn = "/console/sign-in";

    /// <summary>The path at which a signed-in person opens a session.</summary>
    public const string Sessions = "/console/sessions";

    /// <summary>The path of a program's overview.</summary>
    public static string Program(ProgramSlug program) => $"/console/programs/{program}";

    /// <summary>A path below that of a program.</summary>
    /// <param name="program">The program.</param>
    /// <param name="section">The rest of the path, such as <c>partners</c>.</param>
    public static string Of(ProgramSlug program, string section) => $"{Program(program)}/{section}";
}
