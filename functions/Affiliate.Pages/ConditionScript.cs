namespace Affiliate.Pages;

/// <summary>
/// The script of the sign-up form: it hides questions that the answers to others do not ask for. The content security
/// policy allows it only by its hash. Without script all questions are shown, with a hint when to answer.
/// </summary>
public static class ConditionScript
{
    /// <summary>The script.</summary>
    public const string Js = """
        (() => {
          const form = document.currentScript.closest('form');
          const questions = [...form.querySelectorAll('[data-question]')];
          const fieldsOf = question => [...question.querySelectorAll('input,select,textarea')];
          const answersOf = question => {
            const fields = fieldsOf(question);
            if (question.dataset.kind === 'checkbox') return [String(fields[0].checked)];
            return fields.filter(field => !['radio', 'checkbox'].includes(field.type) || field.checked)
              .map(field => field.value.trim()).filter(value => value !== '');
          };
          const isSame = (answer, wanted) => answer === wanted || Number(answer) === Number(wanted);
          const update = () => {
            for (const question of questions) {
              if (!question.dataset.shownBy) continue;
              const earlier = questions.find(other => other.dataset.question === question.dataset.shownBy);
              const wanted = JSON.parse(question.dataset.shownFor);
              const answers = earlier.hidden ? [] : answersOf(earlier);
              question.hidden = !answers.some(answer => wanted.some(value => isSame(answer, value)));
              for (const field of fieldsOf(question)) {
                field.disabled = question.hidden;
                if ('needed' in field.dataset) field.required = !question.hidden;
              }
            }
          };
          for (const hint of form.querySelectorAll('[data-condition]')) hint.hidden = true;
          form.addEventListener('input', update);
          form.addEventListener('change', update);
          addEventListener('pageshow', update);
          update();
        })();
        """;

    /// <summary>The source expression for the script (https://www.w3.org/TR/CSP3/#external-hash).</summary>
    public static string Source { get; } = BrandStyle.SourceOf(Js);
}
