namespace LocalHost.Workers;

/// <summary>The reason why the application cannot start: one sentence, and how to fix the problem.</summary>
/// <param name="About">The subject: a function's name, a setting, a file.</param>
/// <param name="What">The problem.</param>
/// <param name="Mend">The fix.</param>
internal sealed record StartProblem(string About, string What, string Mend)
{
    public override string ToString() => $"{About}: {What} {Mend}";
}
