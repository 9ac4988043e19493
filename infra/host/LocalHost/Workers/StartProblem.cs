namespace LocalHost.Workers;

/// <summary>Why the application cannot start: one sentence, and how to mend it.</summary>
/// <param name="About">What it concerns: a function's name, a setting, a file.</param>
/// <param name="What">What is wrong.</param>
/// <param name="Mend">What to do.</param>
internal sealed record StartProblem(string About, string What, string Mend)
{
    public override string ToString() => $"{About}: {What} {Mend}";
}
