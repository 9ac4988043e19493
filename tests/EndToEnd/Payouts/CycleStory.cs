using Testing.Answers;

namespace EndToEnd.Payouts;

/// <summary>Stories of cycles: a program in its pilot, at the beginning of a month.</summary>
/// <param name="rules">The members of the program's rule book.</param>
public abstract class CycleStory(string rules) : IAsyncLifetime
{
    private protected App App { get; private set; } = null!;

    private protected string Slug { get; private set; } = null!;

    private protected ProgramReader Program { get; private set; } = null!;

    private protected ProgramMonth Month { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        App = await App.StartInMemoryAsync();
        await App.AdvanceToNextMonthAsync();
        Slug = await App.BeginPilotAsync(rules: rules);
        Program = App.Program(Slug);
        Month = new ProgramMonth(App, Slug);
    }

    public async Task DisposeAsync() => await App.DisposeAsync();

    private protected async Task VerifyAsync() => Assert.True((await Program.VerifyLedgerAsync()).Ok);
}
